import type { EpisodeError, TextEpisodeRecord } from "./text-episode-record.js";

/** That episodes failed, and most often of what; plain data. */
export interface EpisodeFailures {
  /** All that were played, and those of them with an error. */
  readonly episodes: number;
  readonly failed: number;
  /** The error that is most frequent by its boundary and code, with the message of its first. */
  readonly most: string;
}

/** What went wrong in episodes; undefined where nothing did. */
export function episodeFailures(episodes: readonly TextEpisodeRecord[]): EpisodeFailures | undefined {
  const failed = episodes.filter(({ errors }) => errors.length > 0);
  const tally = new ErrorTally();
  for (const { errors } of failed) tally.add(errors);
  const { most } = tally;
  return most === undefined ? undefined : { episodes: episodes.length, failed: failed.length, most };
}

/** Counts errors by where they came from and their code. */
export class ErrorTally {
  private readonly counts = new Map<string, { count: number; readonly message: string }>();

  add(errors: readonly EpisodeError[]): void {
    for (const { boundary, code, message } of errors) {
      const name = `${boundary} ${code}`;
      const seen = this.counts.get(name) ?? { count: 0, message };
      seen.count++;
      this.counts.set(name, seen);
    }
  }

  /** The most frequent one, with the message of its first; undefined where there is none. */
  get most(): string | undefined {
    const [most] = [...this.counts].sort(([, a], [, b]) => b.count - a.count);
    return most && `${most[0]}: ${most[1].message}`;
  }
}
