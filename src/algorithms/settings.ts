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
      /** A limit that is not itself among the values. */
      readonly open?: "min" | "max";
    }
  | { readonly type: "boolean"; readonly default: boolean; readonly help: string }
  | {
      /** Words with commas between them that only what is trained can judge; {@link NONE} for none. */
      readonly type: "names";
      readonly default: string;
      readonly help: string;
    }
  | { readonly type: "variables"; readonly default: Variables; readonly help: string }
  | {
      /** `choices`: some of them, with commas between; {@link ALL} stands for each of them, or for those that the help names. */
      readonly type: "choice" | "choices";
      readonly default: string;
      readonly choices: readonly string[];
      readonly help: string;
    };

/** Plain data by name. */
export type Variables = Readonly<Record<string, unknown>>;

/** What a setting may be. */
export type SettingValue = number | string | boolean | Variables;

/** Every one of a setting's choices, or those that its help names. */
export const ALL = "all";

/** No names. */
export const NONE = "none";

/** A number from `min` to `max` as a setting. */
export const number = (value: number, min: number, max: number, help: string) =>
  ({ type: "number", default: value, min, max, help }) as const satisfies Setting;
/** A number between `min` and `max`, one of which it must not reach. */
export const numberWithin = (value: number, min: number, max: number, open: "min" | "max", help: string) =>
  ({ ...number(value, min, max, help), open }) as const satisfies Setting;
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
      : S[Name]["type"] extends "variables"
        ? Variables
        : S[Name] extends { readonly type: "choice"; readonly choices: readonly (infer Choice)[] }
          ? Choice
          : string;
};

/**
 * Fills in defaults and checks every value given.
 *
 * @param given values of the settings' own types; what is undefined is not given
 * @throws OptionError naming the setting, what was expected and what was found
 */
export function resolveSettings<S extends Settings>(
  settings: S,
  given: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, SettingValue>> = {},
): Values<S> {
  if (typeof given !== "object" || given === null)
    throw new OptionError("settings", "them by name, as in { learningRate: 1e-4 }", given);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(settings, name) || given[name] === undefined) continue;
    const near = nearest(name, Object.keys(settings));
    throw new OptionError(
      name,
      `a setting of this algorithm${near ? ` (did you mean ${near}?)` : ""}`,
      given[name],
    );
  }
  const values: Record<string, SettingValue> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const value = given[name] === undefined ? (defaults[name] ?? setting.default) : given[name];
    values[name] = check(name, setting, value);
  }
  return values as Values<S>;
}

function check(name: string, setting: Setting, value: unknown): SettingValue {
  if (setting.type === "boolean") {
    if (typeof value === "boolean") return value;
    throw new OptionError(name, "true or false", value);
  }
  if (setting.type === "variables") return variables(name, value);
  if (setting.type === "names") return names(name, value);
  if ("choices" in setting) {
    if (setting.type === "choices") return some(name, setting.choices, value);
    if (typeof value === "string" && setting.choices.includes(value)) return value;
    throw new OptionError(name, `one of ${setting.choices.join(", ")}`, value);
  }
  const { min = -Infinity, max = Infinity, integer = false, open } = setting;
  const expected = `${integer ? "a whole number" : "a number"}${range(min, max, open)}`;
  if (typeof value !== "number" || !Number.isFinite(value)) throw new OptionError(name, expected, value);
  const outside = value < min || value > max || (open !== undefined && value === setting[open]);
  if (outside || (integer && !Number.isInteger(value))) throw new OptionError(name, expected, value);
  return value;
}

/** As they are read back from a run's configuration. */
function variables(name: string, value: unknown): Variables {
  const expected = "plain data by name, such as { enable_thinking: false }";
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new OptionError(name, expected, value);
  try {
    return JSON.parse(JSON.stringify(value, plain)) as Variables;
  } catch {
    throw new OptionError(name, expected, "what JSON cannot write");
  }
}

/** @throws TypeError for what would be left out */
function plain(_: string, value: unknown): unknown {
  if (["function", "symbol", "undefined"].includes(typeof value)) throw new TypeError("not plain");
  return value;
}

function names(name: string, value: unknown): string {
  if (typeof value !== "string" || value.trim() === "")
    throw new OptionError(name, `${NONE}, or names with commas between them`, value);
  const all = value.split(",").map((word) => word.trim());
  // The same names in another order are the same choice.
  return [...new Set(all)].sort().join();
}

function some(name: string, choices: readonly string[], value: unknown): string {
  const given = typeof value === "string" ? value.split(",").map((word) => word.trim()) : [value];
  if (given.length === 1 && given[0] === ALL) return ALL;
  const wrong = given.find((word) => !choices.some((known) => known === word));
  if (wrong === undefined) return choices.filter((known) => given.includes(known)).join();
  const expected = `${ALL}, or some of ${choices.join(", ")} with commas between them`;
  throw new OptionError(name, expected, wrong);
}

function range(min: number, max: number, open: "min" | "max" | undefined): string {
  if (open === "min") return ` above ${min}, up to ${max}`;
  if (open === "max") return ` from ${min}, below ${max}`;
  if (min > -Infinity && max < Infinity) return ` from ${min} to ${max}`;
  if (min > -Infinity) return ` of at least ${min}`;
  return max < Infinity ? ` of at most ${max}` : "";
}
