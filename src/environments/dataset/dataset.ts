import { EnvironmentError, OptionError } from "../../errors.js";
import type { TaskExample } from "../task/generated.js";
import { type Grade, outcomeOf } from "../task/grade.js";
import { splitOf } from "../task/split.js";
import type { Message } from "../text/message.js";
import type { Split, TextEnvironment } from "../text/text-environment.js";
import { fieldOf, messagesOf, numberOf, textOf } from "./fields.js";
import { type Matching, matcherOf } from "./matching.js";
import { checkDatasetOptions, type DatasetOptions, type RowGrader } from "./options.js";
import { type DatasetSource, type PlacedRow, type Row, type RowsFrom, rowAt } from "./row.js";

/** What an example of a dataset is about. */
export interface DatasetProblem {
  readonly messages: readonly Message[];
  readonly row: Row;
}

interface Item {
  readonly example: TaskExample<DatasetProblem>;
  readonly prompt: string;
  readonly place: string;
  readonly shown: string | undefined;
  readonly grade: (answer: string, signal: AbortSignal) => Grade | Promise<Grade>;
}

/**
 * A text environment of the rows of JSON Lines or Parquet files: one question and one answer each.
 *
 * @throws OptionError for a wrong option; EnvironmentError naming the file and the line or row: `DATASET_MISSING`, `DATASET_INVALID` for a row that
 *   lacks a column or holds something else in it, `DATASET_EMPTY`, `SPLITS_OVERLAP` for a prompt in both splits
 * @example
 * const sums = await dataset({ name: "sums", train: "train.jsonl", test: "test.jsonl", match: "number" });
 */
export async function dataset(
  options: DatasetOptions,
): Promise<TextEnvironment<TaskExample<DatasetProblem>>> {
  checkDatasetOptions(options);
  const items = await splitItems(options);
  const shows = [...items.train, ...items.test].every(({ shown }) => shown !== undefined);
  const itemOf = (split: Split, index: number): Item => {
    const item = items[split][index];
    if (item !== undefined) return item;
    const range = `a number from 0 to ${items[split].length - 1}`;
    throw new OptionError(`example of ${options.name}, ${split} split`, range, index);
  };
  return {
    name: options.name,
    options: Object.fromEntries(
      Object.entries(options).flatMap(([name, value]) => {
        if (name === "name" || !isPlain(value)) return [];
        return [[name, value instanceof URL ? value.href : value]];
      }),
    ),
    size: (split) => items[split].length,
    example: (split, index) => itemOf(split, index).example,
    begin({ split, index, problem }) {
      const { grade } = itemOf(split, index);
      return {
        opening: problem.messages,
        async answer({ content }, signal) {
          return { done: true, outcome: outcomeOf(await grade(content, signal), options) };
        },
      };
    },
    ...(shows && {
      demonstrate: ({ split, index }) => [{ role: "assistant", content: itemOf(split, index).shown ?? "" }],
    }),
  };
}

async function splitItems(options: DatasetOptions): Promise<Record<Split, Item[]>> {
  const { name } = options;
  const { from = name, rows } = await rowsOf(options.train, "train");
  if (rows.length === 0)
    throw new EnvironmentError("DATASET_EMPTY", `${from}: there are no rows to train on`);
  const train = rows.map((row) => itemFrom(options, row));
  if (options.test === undefined) {
    const bySplit = (split: Split) => train.filter(({ prompt }) => splitOf(name, prompt) === split);
    return { train: numbered("train", bySplit("train")), test: numbered("test", bySplit("test")) };
  }
  const test = (await rowsOf(options.test, "test")).rows.map((row) => itemFrom(options, row));
  const known = new Map(train.map(({ prompt, place }) => [prompt, place]));
  for (const { prompt, place } of test) {
    const other = known.get(prompt);
    if (other === undefined) continue;
    const message = `${place}: expected a prompt that is held out, found that of ${other}`;
    throw new EnvironmentError("SPLITS_OVERLAP", message);
  }
  return { train: numbered("train", train), test: numbered("test", test) };
}

/** Rows of a source. Files are read by a module of its own, so that this one can be loaded where there are none. */
async function rowsOf(source: DatasetSource, split: Split): Promise<RowsFrom> {
  if (typeof source === "string" || source instanceof URL) {
    const { readRows } = await import("./read-rows.js");
    return readRows(source);
  }
  return { rows: source.map((row, i) => rowAt(row, `${split}: row ${i + 1}`)) };
}

function numbered(split: Split, items: readonly Item[]): Item[] {
  return items.map((item, index) => ({ ...item, example: { ...item.example, split, index } }));
}

function itemFrom(options: DatasetOptions, { row, place }: PlacedRow): Item {
  const { match = "exact", system, grade } = options;
  const field = (column: string) => fieldOf(row, column, place);
  const messages = messagesOf(field(options.prompt ?? "prompt"));
  if (system !== undefined) messages.unshift({ role: "system", content: system });
  const answerField = options.answer ?? "answer";
  const answer = grade !== undefined && !(answerField in row) ? undefined : textOf(field(answerField));
  const shownField = options.demonstration;
  const shown = shownField !== undefined ? textOf(field(shownField)) : match === "regex" ? undefined : answer;
  return {
    example: {
      id: place,
      difficulty: options.difficulty === undefined ? 1 : numberOf(field(options.difficulty)),
      split: "train",
      index: 0,
      problem: { messages, row },
    },
    prompt: messages.map(({ content }) => content).join("\n"),
    place,
    shown,
    grade: grade === undefined ? matcher(match, answer ?? "", place, answerField) : grading(grade, row),
  };
}

function matcher(match: Matching, answer: string, place: string, column: string): Item["grade"] {
  try {
    return matcherOf(match, answer);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${place}: \`${column}\`: ${reason}, found ${JSON.stringify(answer.slice(0, 60))}`;
    throw new EnvironmentError("DATASET_INVALID", message, { cause });
  }
}

function grading(grade: RowGrader, row: Row): Item["grade"] {
  return async (answer, signal) => {
    const verdict = await grade(row, answer, { signal });
    return typeof verdict === "boolean" ? { solved: verdict } : verdict;
  };
}

function isPlain(value: unknown): value is string | number | URL {
  return typeof value === "string" || typeof value === "number" || value instanceof URL;
}
