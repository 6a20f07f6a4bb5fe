import { OptionError } from "../../errors.js";
import { EPISODE_ORDERS, type EpisodeOrder } from "../../inspection/episode-orders.js";
import type { EpisodeFilter } from "../../rollout/text/filter-episodes.js";

/** Which episodes are asked for. */
export interface EpisodeQuery {
  readonly order: EpisodeOrder;
  readonly filter: Omit<EpisodeFilter, "version" | "text">;
  /** The step of training, counted over all stages. */
  readonly step?: number;
  readonly text?: RegExp;
  readonly offset: number;
  readonly count: number;
}

/** Most episodes of one page. */
const MOST = 200;
const NUMBERS = ["rewardAbove", "rewardBelow", "difficulty", "longerThan"] as const;

/** Parameters of the query of `/api/runs/:run/episodes`, with what they are for. */
export const EPISODE_PARAMETERS = {
  order: `${EPISODE_ORDERS.join(", ")}; last, the newest first, when left out`,
  solved: "true or false: what the checker says",
  rewardAbove: "the reward is more than this",
  rewardBelow: "the reward is less than this",
  difficulty: "of examples as difficult as this",
  longerThan: "more sampled tokens than this",
  error: "something went wrong: environment, policy, judge, engine or storage",
  text: "some message matches this regular expression",
  step: "of this step of training, counted over all stages",
  offset: "episodes to pass over; 0 when left out",
  count: `most episodes; 50 when left out, at most ${MOST}`,
} as const;

/** @throws OptionError naming the parameter */
export function episodeQuery(given: Readonly<Record<string, string>>): EpisodeQuery {
  for (const name of Object.keys(given)) {
    if (!(name in EPISODE_PARAMETERS))
      throw new OptionError(name, `one of ${Object.keys(EPISODE_PARAMETERS).join(", ")}`, given[name]);
  }
  const { order = "last", solved, error, text, step } = given;
  const known = EPISODE_ORDERS.find((each) => each === order);
  if (!known) throw new OptionError("order", `one of ${EPISODE_ORDERS.join(", ")}`, order);
  if (solved !== undefined && solved !== "true" && solved !== "false")
    throw new OptionError("solved", "true or false", solved);
  const numbers = NUMBERS.filter((name) => given[name] !== undefined).map((name) => [
    name,
    number(name, given[name]),
  ]);
  return {
    order: known,
    filter: {
      ...Object.fromEntries(numbers),
      ...(solved !== undefined && { solved: solved === "true" }),
      ...(error !== undefined && { error: error as NonNullable<EpisodeFilter["error"]> }),
    },
    ...(step !== undefined && { step: whole("step", step) }),
    ...(text !== undefined && text !== "" && { text: pattern(text) }),
    offset: whole("offset", given.offset ?? "0"),
    count: Math.min(MOST, whole("count", given.count ?? "50")),
  };
}

/** @throws OptionError */
export function whole(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new OptionError(name, "a whole number", text);
}

function number(name: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new OptionError(name, "a number", text);
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    throw new OptionError("text", `a regular expression (${(error as Error).message})`, text);
  }
}
