import { checkRecord } from "../../rollout/text/check-record.js";
import { type EpisodeFacts, factsOf } from "../../rollout/text/episode-facts.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { Line } from "./growing-file.js";
import { LineFollower } from "./line-follower.js";

/** What is kept of an episode: where it stands, and what it is chosen by. */
export interface IndexedEpisode extends EpisodeFacts {
  readonly place: Omit<Line, "text">;
  /** Line of the file, from 0. */
  readonly number: number;
  readonly group: string | null;
}

/** Episodes of a run by number, without their conversations, so that many can be chosen from. */
export class EpisodeIndex extends LineFollower {
  private entries: IndexedEpisode[] = [];
  private groups = new Map<string, IndexedEpisode[]>();

  /** All that are read so far. @throws what is wrong with a line, if something is */
  get episodes(): readonly IndexedEpisode[] {
    if (this.damage) throw this.damage;
    return this.entries;
  }

  /** Names the state of the index: the same as long as nothing was added. */
  get version(): string {
    return `${this.generation} ${this.entries.length}`;
  }

  /** The episodes of a group, by number. */
  group(name: string): readonly IndexedEpisode[] {
    return this.groups.get(name) ?? [];
  }

  protected take({ text, start, length }: Line): void {
    const number = this.entries.length;
    const record = episodeOf(this.path, number, text);
    const entry = { ...factsOf(record), number, group: record.group, place: { start, length } };
    this.entries.push(entry);
    if (record.group === null) return;
    const members = this.groups.get(record.group);
    if (members) members.push(entry);
    else this.groups.set(record.group, [entry]);
  }

  protected forget(): void {
    this.entries = [];
    this.groups = new Map();
  }
}

/** Reads the line of an episode. @throws RunError `EPISODES_DAMAGED`, `EPISODES_VERSION` */
export function episodeOf(path: string, number: number, text: string): TextEpisodeRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined; // No episode, as the check says.
  }
  return checkRecord(`${path}:${number + 1}`, value);
}
