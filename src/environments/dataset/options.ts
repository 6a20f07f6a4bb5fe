import { OptionError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import { unknownOption } from "../../unknown-option.js";
import type { Grade, RewardWeights } from "../task/grade.js";
import { MATCHINGS, type Matching } from "./matching.js";
import type { DatasetSource, Row } from "./row.js";

/** Judges an answer to a row: solved or not, or in more detail. */
export type RowGrader = (
  row: Row,
  answer: string,
  options: { readonly signal: AbortSignal },
) => boolean | Grade | Promise<boolean | Grade>;

/** What a dataset is made of, and how its answers are judged. */
export interface DatasetOptions extends RewardWeights {
  /** The environment's name: lower case with hyphens. */
  readonly name: string;
  readonly train: DatasetSource;
  /** Without it, a fifth of `train` is held out, chosen by what the prompts say. */
  readonly test?: DatasetSource;
  /** Column of the prompt: text, or a list of messages with `role` and `content`. Default `prompt`. */
  readonly prompt?: string;
  /** Column of the answer. Default `answer`. */
  readonly answer?: string;
  /** Column of a text that shows how to answer. Default the answer's, except for regular expressions. */
  readonly demonstration?: string;
  /** Column of a number that says how hard a row is. Without it every row is of difficulty 1. */
  readonly difficulty?: string;
  /** Default `exact`. */
  readonly match?: Matching;
  /** Judges in place of `match`; the answer's column may be missing then. */
  readonly grade?: RowGrader;
  /** Said to the policy first, as the system. */
  readonly system?: string;
}

/** What an option must be, in words and as a test. */
interface Expected {
  readonly words: string;
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown) => typeof value === "string" && value !== "";

const TEXT: Expected = { words: "text", fits: isText };
const COLUMN: Expected = { words: "the name of a column", fits: isText };
const SOURCE: Expected = {
  words: "the path or URL of a file, or a list of rows",
  fits: (value) => isText(value) || value instanceof URL || Array.isArray(value),
};
const SHARE: Expected = {
  words: "a number from 0 to 1",
  fits: (value) => typeof value === "number" && value >= 0 && value <= 1,
};

const OPTIONS: Readonly<Record<keyof DatasetOptions, Expected>> = {
  name: TEXT,
  train: SOURCE,
  test: SOURCE,
  prompt: COLUMN,
  answer: COLUMN,
  demonstration: COLUMN,
  difficulty: COLUMN,
  match: {
    words: "exact, number or regex (then each row's answer is a regular expression)",
    fits: (value) => MATCHINGS.some((matching) => matching === value),
  },
  grade: { words: "a function of a row and an answer", fits: (value) => typeof value === "function" },
  system: TEXT,
  formatReward: SHARE,
  progressReward: SHARE,
};

const REQUIRED = ["name", "train"];

/** @throws OptionError for an option that does not exist (with the nearest that does) and for one that does not fit */
export function checkDatasetOptions(options: DatasetOptions): void {
  if (typeof options !== "object" || options === null)
    throw new OptionError("dataset", "its options", options);
  const dataset = isText(options.name) ? `the dataset ${options.name}` : "the dataset";
  for (const name of Object.keys(options))
    if (!Object.hasOwn(OPTIONS, name)) throw unknownOption(dataset, Object.keys(OPTIONS), name);
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const [name, { words, fits }] of Object.entries(OPTIONS)) {
    const value = given[name];
    if (fits(value) || (value === undefined && !REQUIRED.includes(name))) continue;
    const meant = name === "match" && typeof value === "string" ? nearest(value, MATCHINGS) : undefined;
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new OptionError(`${name} of ${dataset}`, words + hint, value);
  }
}
