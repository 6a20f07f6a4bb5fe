import { OptionError } from "../../errors.js";
import { unknownOption } from "../../unknown-option.js";

/** A setting that a built-in task is made with; on the command line `--difficulty`, `--style` and so on. */
export type TaskOption = { readonly description: string } & (
  | {
      readonly type: "integer" | "number";
      readonly from: number;
      readonly to: number;
      /** Left out where it depends on another option; the description says how. */
      readonly default?: number;
    }
  | { readonly type: "choice"; readonly values: readonly string[]; readonly default: string }
  | { readonly type: "flag"; readonly default: boolean }
);

/** Settings by name. */
export type TaskOptions = Readonly<Record<string, TaskOption>>;

/** Values of settings by name, as somebody gave them. */
export type GivenOptions = Readonly<Record<string, unknown>>;

type ValueOf<O extends TaskOption> = O extends { type: "choice"; values: readonly (infer V)[] }
  ? V
  : O extends { type: "flag" }
    ? boolean
    : O extends { default: number }
      ? number
      : number | undefined;

/** Every setting with its value. */
export type OptionValues<S extends TaskOptions> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** What may be given for settings: each of them may be left out. */
export type PartialOptions<S extends TaskOptions> = { readonly [K in keyof S]?: ValueOf<S[K]> };

/** A setting that is an integer in a range. */
export function integer<const Default extends number | undefined>(
  description: string,
  range: { readonly from: number; readonly to: number; readonly default?: Default },
): { type: "integer"; description: string; from: number; to: number } & WithDefault<Default> {
  return { type: "integer", description, ...range } as never;
}

/** A setting that is any number in a range. */
export function number(
  description: string,
  range: { readonly from: number; readonly to: number; readonly default: number },
): { type: "number"; description: string; from: number; to: number; default: number } {
  return { type: "number", description, ...range };
}

/** A setting that is one of a few words; the first is the default. */
export function choice<const V extends string>(
  description: string,
  values: readonly [V, ...V[]],
): { type: "choice"; description: string; values: readonly V[]; default: V } {
  return { type: "choice", description, values, default: values[0] };
}

/** A setting that is on or off. */
export function flag(
  description: string,
  byDefault: boolean,
): { type: "flag"; description: string; default: boolean } {
  return { type: "flag", description, default: byDefault };
}

type WithDefault<Default> = Default extends number ? { default: number } : { default?: never };

/**
 * Settings as they were given, checked, and the defaults of the others.
 *
 * @param task whose settings they are, for messages
 * @throws OptionError for a setting that does not exist (with the nearest that does) and for a value that does not fit
 */
export function resolveOptions<S extends TaskOptions>(
  task: string,
  specs: S,
  given: GivenOptions,
): OptionValues<S> {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(specs, name)) throw unknownOption(task, Object.keys(specs), name);
  const values = Object.entries(specs).map(([name, spec]) => {
    const value = given[name];
    if (value === undefined) return [name, spec.default];
    if (!fits(spec, value)) throw new OptionError(`${task} ${name}`, expected(spec), value);
    return [name, value];
  });
  return Object.fromEntries(values);
}

function fits(spec: TaskOption, value: unknown): boolean {
  if (spec.type === "flag") return typeof value === "boolean";
  if (spec.type === "choice") return spec.values.includes(value as string);
  if (typeof value !== "number" || !(value >= spec.from && value <= spec.to)) return false;
  return spec.type === "number" || Number.isInteger(value);
}

function expected(spec: TaskOption): string {
  if (spec.type === "flag") return "true or false";
  if (spec.type === "choice") return spec.values.join(" or ");
  return `${spec.type === "integer" ? "an integer" : "a number"} from ${spec.from} to ${spec.to}`;
}
