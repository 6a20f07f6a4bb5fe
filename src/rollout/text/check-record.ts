import { RunError } from "../../errors.js";
import { TEXT_EPISODE_VERSION, type TextEpisodeRecord } from "./text-episode-record.js";

type Fields = Readonly<Record<string, readonly [expected: string, fits: (value: unknown) => boolean]>>;

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const isFlag = (value: unknown) => typeof value === "boolean";
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const orNull = (fits: (value: unknown) => boolean) => (value: unknown) => value === null || fits(value);
const listOf = (fits: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(fits);
const numbersByName = (value: unknown) => isObject(value) && Object.values(value).every(isNumber);
const oneOf = (...words: readonly unknown[]) =>
  [words.join(" or "), (value: unknown) => words.includes(value)] as const;

const FIELDS: Fields = {
  environment: ["text", isText],
  options: ["options by name", isObject],
  split: oneOf("train", "test"),
  index: ["a whole number", isCount],
  sample: ["a whole number", isCount],
  group: ["text or null", orNull(isText)],
  exampleId: ["text or null", orNull(isText)],
  difficulty: ["a number or null", orNull(isNumber)],
  seed: ["a number", isNumber],
  policyVersion: ["a number, text or null", (value) => orNull(isNumber)(value) || isText(value)],
  messages: ["a list", Array.isArray],
  sequences: ["a list", Array.isArray],
  rewards: ["a list of numbers by name", listOf(numbersByName)],
  solved: ["true or false", isFlag],
  kept: ["true, false or nothing", (value) => value === undefined || isFlag(value)],
  metrics: ["numbers by name", numbersByName],
  end: oneOf("done", "turns", "tokens", "seconds", "error"),
  truncated: ["true or false", isFlag],
  errors: ["a list", Array.isArray],
  counts: ["numbers by name", numbersByName],
  timings: ["numbers by name", numbersByName],
};

const MESSAGE_FIELDS: Fields = {
  role: oneOf("system", "user", "assistant", "tool"),
  content: ["text", isText],
  player: ["a whole number", isCount],
};

const SEQUENCE_FIELDS: Fields = {
  ids: ["a list of whole numbers", listOf(isCount)],
  mask: ["a list of 0 and 1", listOf((value) => value === 0 || value === 1)],
  logprobs: ["a list of numbers", listOf(isNumber)],
};

const ERROR_FIELDS: Fields = {
  boundary: oneOf("environment", "policy", "judge", "engine", "storage"),
  code: ["text", isText],
  message: ["text", isText],
  turn: ["a whole number", isCount],
};

/**
 * Makes sure that a value read from somewhere is an episode.
 *
 * @param place where it was read, such as `episodes.jsonl:17`, for the message
 * @throws RunError `EPISODES_DAMAGED` naming the place and the field; `EPISODES_VERSION` for another version
 */
export function checkRecord(place: string, value: unknown): TextEpisodeRecord {
  if (!isObject(value)) throw damaged(place, "expected an episode, found", value);
  if (value.version !== TEXT_EPISODE_VERSION) {
    const found = JSON.stringify(value.version) ?? "nothing";
    const message = `${place}: \`version\`: expected ${TEXT_EPISODE_VERSION}, which this program reads, found ${found}`;
    throw new RunError("EPISODES_VERSION", message);
  }
  checkFields(place, "", FIELDS, value);
  const record = value as unknown as TextEpisodeRecord;
  for (const [i, message] of record.messages.entries())
    checkFields(place, `messages[${i}].`, MESSAGE_FIELDS, message);
  for (const [i, error] of record.errors.entries()) checkFields(place, `errors[${i}].`, ERROR_FIELDS, error);
  for (const [i, sequence] of record.sequences.entries()) {
    checkFields(place, `sequences[${i}].`, SEQUENCE_FIELDS, sequence);
    const { ids, mask, logprobs } = sequence;
    if (mask.length !== ids.length || (logprobs.length !== ids.length && logprobs.length > 0)) {
      const lengths = `${ids.length} ids, ${mask.length} marks and ${logprobs.length} log-probabilities`;
      throw damaged(place, `\`sequences[${i}]\`: expected as many of each, found ${lengths}`);
    }
  }
  return record;
}

function checkFields(place: string, path: string, fields: Fields, value: unknown): void {
  if (!isObject(value)) throw damaged(place, `\`${path.slice(0, -1)}\`: expected an object, found`, value);
  for (const [name, [expected, fits]] of Object.entries(fields))
    if (!fits(value[name]))
      throw damaged(place, `\`${path}${name}\`: expected ${expected}, found`, value[name]);
}

function damaged(place: string, problem: string, ...found: readonly unknown[]): RunError {
  const shown = found.map((value) => ` ${(JSON.stringify(value) ?? "nothing").slice(0, 60)}`).join("");
  return new RunError("EPISODES_DAMAGED", `${place}: ${problem}${shown}`);
}
