import { BoundaryError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import type { Names } from "../../unknown-option.js";
import type { Outcome } from "../text/text-environment.js";

/** What a checker says of an answer. */
export interface Grade {
  readonly solved: boolean;
  /** From 0 to 1: how far the answer was written in the form asked for. 1 when left out. */
  readonly format?: number;
  /** From 0 to 1: how much of the answer was right. 1 when solved, else 0, when left out. */
  readonly progress?: number;
  /** Further parts of the reward by name. */
  readonly reward?: Readonly<Record<string, number>>;
  readonly metrics?: Readonly<Record<string, number>>;
}

/** What is paid besides 1 for a solved example. With both at 0 an unsolved episode earns nothing. */
export interface RewardWeights {
  /** For an answer in the form asked for. Default 0. */
  readonly formatReward?: number | undefined;
  /** For an answer all of which is right, and its share of that for an answer that is right in part. Default 0. */
  readonly progressReward?: number | undefined;
}

const MEMBERS: Names<Grade> = { solved: true, format: true, progress: true, reward: true, metrics: true };
/** A grade may have what else its author likes, so that only a slip of the pen is refused. */
const meant = (name: string) => nearest(name, Object.keys(MEMBERS));

/**
 * The end of an episode with that grade: reward parts `correct`, `format` and `progress`.
 *
 * @throws BoundaryError of the environment `BAD_GRADE` for what is no grade, `BAD_REWARD` for a share that is not from 0 to 1
 */
export function outcomeOf(grade: Grade, weights: RewardWeights = {}): Outcome {
  if (typeof grade !== "object" || grade === null) throw bad("BAD_GRADE", "{ solved, … }", grade);
  const slip = Object.keys(grade).find((name) => !Object.hasOwn(MEMBERS, name) && meant(name) !== undefined);
  if (slip !== undefined) throw bad("BAD_GRADE", `\`${meant(slip)}\``, { [slip]: Reflect.get(grade, slip) });
  if (typeof grade.solved !== "boolean") throw bad("BAD_GRADE", "true or false as `solved`", grade.solved);
  const { solved, format = 1, progress = solved ? 1 : 0 } = grade;
  const { formatReward = 0, progressReward = 0 } = weights;
  checkShare("format", format);
  checkShare("progress", progress);
  return {
    solved,
    reward: {
      correct: solved ? 1 : 0,
      format: formatReward * format,
      progress: progressReward * progress,
      ...grade.reward,
    },
    metrics: { format, progress, ...grade.metrics },
  };
}

/** What a sum of shares may miss 0 and 1 by. */
const ROUNDING = 1e-9;

function checkShare(name: "format" | "progress", share: number): void {
  if (typeof share === "number" && share >= -ROUNDING && share <= 1 + ROUNDING) return;
  throw bad("BAD_REWARD", `a number from 0 to 1 as \`${name}\``, share);
}

function bad(code: string, expected: string, found: unknown): BoundaryError {
  const shown = typeof found === "number" ? String(found) : (JSON.stringify(found) ?? "nothing");
  return new BoundaryError(
    "environment",
    code,
    `the grade of an answer: expected ${expected}, found ${shown}`,
  );
}
