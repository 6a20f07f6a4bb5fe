import { RunError } from "../errors.js";
import type { Episode } from "./episode.js";

const MAGIC = 0x53504550; // "SPEP"
const VERSION = 1;
const HEADER_WORDS = 4;
const EPISODE_WORDS = 6;

/**
 * Packs episodes into one block of bytes (little-endian): a header `[magic, version, actions, count]`, then for
 * each episode `[id, version, plies, players, resigned, 0]` followed by its arrays, each padded to four bytes.
 */
export function encodeEpisodes(episodes: readonly Episode[], actionCount: number): Uint8Array {
  let bytes = HEADER_WORDS * 4;
  for (const episode of episodes)
    bytes += EPISODE_WORDS * 4 + arraysOf(episode).reduce((sum, a) => sum + pad(a.byteLength), 0);
  const out = new Uint8Array(bytes);
  new Uint32Array(out.buffer, 0, HEADER_WORDS).set([MAGIC, VERSION, actionCount, episodes.length]);
  let at = HEADER_WORDS * 4;
  for (const episode of episodes) {
    const { id, version, actions, returns, resigned } = episode;
    new Uint32Array(out.buffer, at, EPISODE_WORDS).set([
      id,
      version,
      actions.length,
      returns.length,
      resigned ? 1 : 0,
      0,
    ]);
    at += EPISODE_WORDS * 4;
    for (const array of arraysOf(episode)) {
      out.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      at += pad(array.byteLength);
    }
  }
  return out;
}

/**
 * The reverse of {@link encodeEpisodes}.
 * @throws RunError `EPISODES_DAMAGED` naming `source` when the bytes are not what it wrote
 */
export function decodeEpisodes(bytes: Uint8Array, actionCount: number, source: string): Episode[] {
  const damaged = (what: string) => new RunError("EPISODES_DAMAGED", `${source}: ${what}`);
  if (bytes.byteLength < HEADER_WORDS * 4)
    throw damaged(`expected an episode file, found ${bytes.byteLength} bytes`);
  const data = new Uint8Array(bytes).buffer;
  const [magic, version, actions, count] = new Uint32Array(data, 0, HEADER_WORDS);
  if (magic !== MAGIC) throw damaged("is not an episode file");
  if (version !== VERSION) throw damaged(`has format version ${version}, this program reads ${VERSION}`);
  if (actions !== actionCount) throw damaged(`is of a game with ${actions} actions, expected ${actionCount}`);
  let at = HEADER_WORDS * 4;
  const need = (length: number) => {
    if (at + length > data.byteLength) throw damaged(`ends too early, at byte ${data.byteLength}`);
  };
  const take = <T>(
    Type: new (buffer: ArrayBuffer, at: number, length: number) => T,
    size: number,
    length: number,
  ): T => {
    need(pad(size * length));
    const array = new Type(data, at, length);
    at += pad(size * length);
    return array;
  };
  const episodes: Episode[] = [];
  for (let i = 0; i < count; i++) {
    const [id, policyVersion, plies, players, resigned] = take(Uint32Array, 4, EPISODE_WORDS);
    episodes.push({
      id,
      version: policyVersion,
      actions: take(Uint16Array, 2, plies),
      players: take(Uint8Array, 1, plies),
      kinds: take(Uint8Array, 1, plies),
      values: take(Float32Array, 4, plies),
      policies: take(Float32Array, 4, plies * actionCount),
      returns: take(Float32Array, 4, players),
      resigned: resigned === 1,
    });
  }
  return episodes;
}

function arraysOf(episode: Episode): readonly (Uint8Array | Uint16Array | Float32Array)[] {
  return [episode.actions, episode.players, episode.kinds, episode.values, episode.policies, episode.returns];
}

function pad(bytes: number): number {
  return (bytes + 3) & ~3;
}
