import { OptionError } from "../errors.js";

/** The value of an option that must be an integer in a range, or its default when it is not given. */
export function integerOption(
  name: string,
  value: number | undefined,
  { fallback, from, to }: { fallback: number; from: number; to: number },
): number {
  if (value === undefined) return fallback;
  if (!Number.isInteger(value) || value < from || value > to)
    throw new OptionError(name, `an integer from ${from} to ${to}`, value);
  return value;
}
