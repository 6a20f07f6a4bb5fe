import { type EpisodeFailures, ErrorTally } from "../../rollout/text/episode-failures.js";
import { readEpisodes } from "../../rollout/text/episode-log.js";
import { type Finding, percent, type Round } from "../finding.js";

/** Share of episodes that may fail before it is worth a word, and before it is a problem. */
const [SOME, MANY] = [0.01, 0.2];

/** Episodes that could not be judged because something went wrong outside of the policy. */
export interface FailedEpisodes {
  readonly failed: number;
  readonly all: number;
  /** The error that stands there most often, in words; undefined where no episode says why. */
  readonly most: string | undefined;
}

/**
 * Counts failed episodes of practice, or where none was played those of the measurements that had some.
 *
 * @param metrics the lines of `metrics.jsonl`
 * @param episodesFile read only where there are any, for what they say
 * @returns undefined for so few that they are not worth a word
 */
export async function countFailed(
  metrics: readonly Round[],
  episodesFile: string,
): Promise<FailedEpisodes | undefined> {
  let [failed, all] = [0, 0];
  for (const line of metrics) {
    if (line.type !== "step" || typeof line.episodes !== "number") continue;
    all += line.episodes;
    for (const [name, count] of Object.entries(line))
      if (name.startsWith("errors.") && typeof count === "number") failed += count;
  }
  if (all === 0) return failedMeasurements(metrics);
  return failed > SOME * all ? { failed, all, most: await mostFrequent(episodesFile) } : undefined;
}

function failedMeasurements(metrics: readonly Round[]): FailedEpisodes | undefined {
  const failures = metrics.flatMap(({ type, failures }) =>
    type === "evaluation" && failures ? [failures as EpisodeFailures] : [],
  );
  const sum = (of: "failed" | "episodes") => failures.reduce((total, each) => total + each[of], 0);
  const [failed, all] = [sum("failed"), sum("episodes")];
  return failed > SOME * all ? { failed, all, most: failures.at(-1)?.most } : undefined;
}

/** What the doctor says of them. */
export async function failedEpisodes(
  metrics: readonly Round[],
  episodesFile: string,
): Promise<Finding | undefined> {
  const found = await countFailed(metrics, episodesFile);
  if (found === undefined) return undefined;
  const { failed, all, most } = found;
  const why = most === undefined ? "no episode says why" : `most often ${most}`;
  return {
    name: "failed-episodes",
    severity: failed > MANY * all ? "problem" : "warning",
    message: "Episodes fail outside of the policy, and nothing is learnt from those.",
    evidence: `${failed} of ${all} (${percent(failed / all)}); ${why}`,
    advice: "Mend the environment or its reward function; one that is slow may need --environment-seconds.",
  };
}

async function mostFrequent(path: string): Promise<string | undefined> {
  const tally = new ErrorTally();
  for await (const { errors } of readEpisodes(path)) tally.add(errors);
  return tally.most;
}
