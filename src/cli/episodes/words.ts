import type { PracticeAhead } from "../../inspection/practice-ahead.js";
import { stepOfEpisode } from "../../inspection/run-episodes.js";
import type { EpisodeSelection } from "../../inspection/select-run-episodes.js";
import { errorReason, type StrangeEpisode } from "../../rollout/text/select-episodes.js";
import { totalReward } from "../../rollout/text/text-episode-record.js";
import type { RunConfig } from "../../run/index.js";
import { percent } from "../format.js";
import type { Colours } from "../output.js";

/** An episode for programs: as it stands in the file, with the step of training and what is strange about it. */
export function episodeJson(config: RunConfig, { episode, reasons }: StrangeEpisode): object {
  const step = stepOfEpisode(config, episode);
  return {
    ...(step !== undefined && { step }),
    reward: totalReward(episode),
    ...(reasons.length > 0 && { reasons }),
    ...episode,
  };
}

/** Episodes for people. */
export function episodesWords(
  run: string,
  config: RunConfig,
  { matching, solved, reward, order, episodes }: EpisodeSelection,
  colours: Colours,
): string {
  if (matching === 0) return `${run}: no episode is so.`;
  const found = `${matching} ${matching === 1 ? "episode" : "episodes"}`;
  const head = `${run}: ${found}, ${percent(solved)} solved, mean reward ${round(reward)}`;
  if (episodes.length === 0) return `${head}; none of them is strange.`;
  const which = episodes.length === matching ? "" : `; the ${order} ${episodes.length}:`;
  return [head + which, ...episodes.map((shown) => episodeWords(config, shown, colours))].join("\n\n");
}

/** Why there are no episodes of a run yet. */
export function aheadWords(run: string, { step, shown, practised }: PracticeAhead): string {
  if (practised === 0) return `${run}: this run does not practise, and has no episodes.`;
  const none = `${run}: it has not practised yet`;
  if (step >= shown) return `${none}: its first step of practice is not made.`;
  return `${none}; practice begins after step ${shown}, and ${step} ${step === 1 ? "is" : "are"} made.`;
}

function episodeWords(config: RunConfig, { episode, reasons }: StrangeEpisode, colours: Colours): string {
  const { green, red, yellow, dim } = colours;
  const { messages, rewards, difficulty, counts, end, truncated, kept, errors } = episode;
  const step = stepOfEpisode(config, episode);
  const parts = Object.entries(rewards[0] ?? {}).map(([name, part]) => `${name} ${round(part)}`);
  const facts = [
    ...(step === undefined ? [] : [`step ${step}`]),
    `example ${episode.exampleId ?? episode.index}`,
    ...(difficulty === null ? [] : [`difficulty ${difficulty}`]),
    `${counts.sampledTokens} tokens`,
    ...(end === "done" ? [] : [`ended by ${end}`]),
    ...(truncated ? ["cut off"] : []),
    ...(kept ? ["kept to learn from"] : []),
  ];
  const told = errors.map(errorReason);
  const verdict = episode.solved ? green("solved") : red("not solved");
  const earned = `reward ${round(totalReward(episode))}${parts.length > 1 ? ` (${parts.join(", ")})` : ""}`;
  return [
    `${verdict}, ${earned}  ${dim(facts.join(", "))}`,
    ...reasons.filter((reason) => !told.includes(reason)).map((reason) => `  ${yellow(reason)}`),
    ...errors.map(
      ({ boundary, code, message }) => `  ${red(`error of the ${boundary}`)} ${code}: ${message}`,
    ),
    ...messages.map(({ role, content }) => `  ${dim(`${role}:`)} ${content.replaceAll("\n", "\n    ")}`),
  ].join("\n");
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
