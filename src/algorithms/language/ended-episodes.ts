import { rm } from "node:fs/promises";
import { RunError } from "../../errors.js";
import { EpisodeLog, readEpisodes } from "../../rollout/text/episode-log.js";
import type { EpisodeJob } from "../../rollout/text/play-episode.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";

/** Where the episodes of the step under way are kept, in a run. */
export const ENDED_FILE = "underway.jsonl";

/**
 * The episodes of a step under way that have ended already, on disk: a training that is stopped or killed in the middle of
 * the step goes on with them, so that nothing is judged, and no tool is called, a second time. Episodes are known by the step
 * whose weights they were drawn with (`policyVersion`) and by their job. Those of the step before stay until the first of the next
 * ends: only then is it sure that nobody goes on from before it.
 */
export class EndedEpisodes {
  private readonly known = new Map<string, TextEpisodeRecord>();
  private step: number | undefined;
  /** Undefined until something is to be written. */
  private log: EpisodeLog | undefined;
  /** Writes in their order. */
  private queue: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    /** What is wrong with the file, which is not read then. */
    readonly damage: string | undefined,
  ) {}

  /**
   * Reads those of a step.
   * @param path of a file, which may be missing
   * @param step that a training goes on with
   */
  static async open(path: string, step: number): Promise<EndedEpisodes> {
    const found = await read(path, step);
    if (typeof found === "string") return new EndedEpisodes(path, found);
    const ended = new EndedEpisodes(path, undefined);
    for (const episode of found) ended.known.set(nameOf(episode), episode);
    if (found.length > 0) ended.step = step;
    return ended;
  }

  /** Episodes that a training goes on with. */
  get size(): number {
    return this.known.size;
  }

  /** The episode of a job in a step, where it has ended before. */
  find(step: number, job: EpisodeJob): TextEpisodeRecord | undefined {
    return step === this.step ? this.known.get(nameOf(job)) : undefined;
  }

  /** Keeps an episode of a step; the first one takes the place of those of another step. */
  add(step: number, episode: TextEpisodeRecord): Promise<void> {
    this.queue = this.queue.then(async () => {
      if (step !== this.step) await this.begin(step);
      this.log ??= await EpisodeLog.open(this.path);
      await this.log.append(episode);
    });
    return this.queue;
  }

  async close(): Promise<void> {
    await this.queue.catch(() => undefined);
    await this.log?.close();
    this.log = undefined;
  }

  /** Takes the file away, where no step is under way any more. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  private async begin(step: number): Promise<void> {
    await this.log?.close();
    this.known.clear();
    this.step = step;
    this.log = await EpisodeLog.open(this.path, { keep: 0 });
  }
}

/** The episodes of a step, or what is wrong with the file. */
async function read(path: string, step: number): Promise<TextEpisodeRecord[] | string> {
  const found: TextEpisodeRecord[] = [];
  try {
    for await (const episode of readEpisodes(path)) if (episode.policyVersion === step) found.push(episode);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return error.code === "EPISODES_MISSING" ? [] : error.message;
  }
  return found;
}

const nameOf = ({ split, index, sample = 0, group = null }: EpisodeJob | TextEpisodeRecord) =>
  JSON.stringify([split, index, sample, group]);
