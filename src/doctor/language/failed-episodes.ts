import { readEpisodes } from "../../rollout/text/episode-log.js";
import { type Finding, percent, type Round } from "../finding.js";

/** Share of episodes that may fail before it is worth a word, and before it is a problem. */
const [SOME, MANY] = [0.01, 0.2];

/**
 * Episodes that could not be judged because something went wrong outside of the policy.
 *
 * @param metrics the lines of `metrics.jsonl`
 * @param episodesFile read only where there are any, for what they say
 */
export async function failedEpisodes(
  metrics: readonly Round[],
  episodesFile: string,
): Promise<Finding | undefined> {
  let [failed, all] = [0, 0];
  for (const line of metrics) {
    if (line.type !== "step" || typeof line.episodes !== "number") continue;
    all += line.episodes;
    for (const [name, count] of Object.entries(line))
      if (name.startsWith("errors.") && typeof count === "number") failed += count;
  }
  if (!(failed > SOME * all)) return undefined;
  return {
    name: "failed-episodes",
    severity: failed > MANY * all ? "problem" : "warning",
    message: "Episodes fail outside of the policy, and nothing is learnt from those.",
    evidence: `${failed} of ${all} (${percent(failed / all)}); ${await mostFrequent(episodesFile)}`,
    advice: "Mend the environment or its reward function; one that is slow may need --environment-seconds.",
  };
}

/** The error that stands most often in the episodes, in words. */
async function mostFrequent(path: string): Promise<string> {
  const counts = new Map<string, { count: number; readonly message: string }>();
  for await (const { errors } of readEpisodes(path)) {
    for (const { boundary, code, message } of errors) {
      const name = `${boundary} ${code}`;
      const seen = counts.get(name) ?? { count: 0, message };
      seen.count++;
      counts.set(name, seen);
    }
  }
  const [most] = [...counts].sort(([, a], [, b]) => b.count - a.count);
  return most === undefined ? "no episode says why" : `most often ${most[0]}: ${most[1].message}`;
}
