import { OptionError } from "../errors.js";
import { nearest } from "../suggest.js";

/** A setting of an algorithm: its default, its limits, and the line of help that tells what it does. */
export type Setting =
  | {
      readonly type: "number";
      readonly default: number;
      readonly help: string;
      readonly min?: number;
      readonly max?: number;
      readonly integer?: boolean;
    }
  | { readonly type: "boolean"; readonly default: boolean; readonly help: string }
  | {
      /** `choices`: some of them, with commas between; {@link ALL} stands for each of them, or for those that the help names. */
      readonly type: "choice" | "choices";
      readonly default: string;
      readonly choices: readonly string[];
      readonly help: string;
    };

/** Every one of a setting's choices, or those that its help names. */
export const ALL = "all";

/** A number from `min` to `max` as a setting. */
export const number = (value: number, min: number, max: number, help: string) =>
  ({ type: "number", default: value, min, max, help }) as const satisfies Setting;
/** A whole number from `min` to `max` as a setting. */
export const whole = (value: number, min: number, max: number, help: string) =>
  ({ type: "number", integer: true, default: value, min, max, help }) as const satisfies Setting;

/** All settings of an algorithm by name, in camel case; on the command line `learningRate` is `--learning-rate`. */
export type Settings = Readonly<Record<string, Setting>>;

/** The values that go with {@link Settings}. */
export type Values<S extends Settings> = {
  readonly [Name in keyof S]: S[Name]["type"] extends "number"
    ? number
    : S[Name]["type"] extends "boolean"
      ? boolean
      : S[Name] extends { readonly type: "choice"; readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string;
};

/**
 * Fills in defaults and checks every value given.
 *
 * @param given values as a program gives them, or as text from a command line
 * @throws OptionError naming the setting, what was expected and what was found
 */
export function resolveSettings<S extends Settings>(
  settings: S,
  given: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, number | string | boolean>> = {},
): Values<S> {
  for (const name of Object.keys(given)) {
    if (name in settings || given[name] === undefined) continue;
    const near = nearest(name, Object.keys(settings));
    throw new OptionError(
      name,
      `a setting of this algorithm${near ? ` (did you mean ${near}?)` : ""}`,
      given[name],
    );
  }
  const values: Record<string, number | string | boolean> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const value = given[name] ?? defaults[name] ?? setting.default;
    values[name] = check(name, setting, value);
  }
  return values as Values<S>;
}

function check(name: string, setting: Setting, value: unknown): number | string | boolean {
  if (setting.type === "boolean") {
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    throw new OptionError(name, "true or false", value);
  }
  if ("choices" in setting) {
    if (setting.type === "choices") return some(name, setting.choices, value);
    if (typeof value === "string" && setting.choices.includes(value)) return value;
    throw new OptionError(name, `one of ${setting.choices.join(", ")}`, value);
  }
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  const { min = -Infinity, max = Infinity, integer = false } = setting;
  const expected = `${integer ? "a whole number" : "a number"}${range(min, max)}`;
  if (typeof number !== "number" || !Number.isFinite(number)) throw new OptionError(name, expected, value);
  if (number < min || number > max || (integer && !Number.isInteger(number))) {
    throw new OptionError(name, expected, value);
  }
  return number;
}

function some(name: string, choices: readonly string[], value: unknown): string {
  const given = typeof value === "string" ? value.split(",").map((word) => word.trim()) : [value];
  if (given.length === 1 && given[0] === ALL) return ALL;
  const wrong = given.find((word) => !choices.some((known) => known === word));
  if (wrong === undefined) return given.join();
  const expected = `${ALL}, or some of ${choices.join(", ")} with commas between them`;
  throw new OptionError(name, expected, wrong);
}

function range(min: number, max: number): string {
  if (min > -Infinity && max < Infinity) return ` from ${min} to ${max}`;
  if (min > -Infinity) return ` of at least ${min}`;
  return max < Infinity ? ` of at most ${max}` : "";
}
