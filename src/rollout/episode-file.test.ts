import { describe, expect, test } from "vitest";
import { RunError } from "../errors.js";
import { Random } from "../random/index.js";
import { EpisodeBuilder, PLY_FULL, PLY_RANDOM } from "./episode.js";
import { decodeEpisodes, encodeEpisodes } from "./episode-file.js";

const ACTIONS = 7;

function episodes(seed: number) {
  const random = new Random(seed, "episodes");
  return Array.from({ length: random.integer(5) }, (_, id) => {
    const builder = new EpisodeBuilder(id, ACTIONS);
    const plies = random.integer(20);
    for (let ply = 0; ply < plies; ply++) {
      const policy = Float32Array.from({ length: ACTIONS }, () => random.float());
      const random_ = random.chance(0.3);
      builder.add(
        random.integer(ACTIONS),
        ply & 1,
        random_ ? PLY_RANDOM : PLY_FULL,
        random.float(),
        random_ ? undefined : policy,
      );
    }
    return builder.build(random.integer(1000), Float32Array.of(1, -1), random.chance(0.5));
  });
}

describe("episode files", () => {
  test.each([1, 2, 3, 4, 5, 6])("come back as they were written (seed %i)", (seed) => {
    const written = episodes(seed);
    expect(decodeEpisodes(encodeEpisodes(written, ACTIONS), ACTIONS, "file")).toEqual(written);
  });

  test("a file cut anywhere, of another game or not ours is refused by name", () => {
    const bytes = encodeEpisodes(episodes(3), ACTIONS);
    for (let length = 0; length < bytes.length; length += 41) {
      expect(() => decodeEpisodes(bytes.subarray(0, length), ACTIONS, "x.episodes")).toThrow(
        /^x\.episodes: /,
      );
    }
    expect(() => decodeEpisodes(bytes, 9, "x")).toThrow("a game with 7 actions, expected 9");
    expect(() => decodeEpisodes(new Uint8Array(64), ACTIONS, "x")).toThrow(RunError);
  });

  test("a game saved half-way goes on as if it had not been", () => {
    const [episode] = episodes(2).filter(({ actions }) => actions.length > 0);
    const resumed = EpisodeBuilder.resume(episode, ACTIONS);
    expect(resumed.build(episode.version, episode.returns, episode.resigned)).toEqual(episode);
  });
});
