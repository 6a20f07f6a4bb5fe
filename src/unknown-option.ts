import { OptionError } from "./errors.js";
import { nearest } from "./suggest.js";

/** The names of all members of a type, for programs without types, which may misspell one. */
export type Names<T extends object> = Readonly<Record<T extends unknown ? keyof T : never, true>>;

/** @throws OptionError for a member that `known` does not name, with the nearest that it does */
export function refuseUnknown(owner: string, known: Readonly<Record<string, true>>, given: object): void {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(known, name)) throw unknownOption(owner, Object.keys(known), name);
}

/** The error for an option that `owner` does not have, with the nearest that it has. */
export function unknownOption(owner: string, names: readonly string[], name: string): OptionError {
  const hint = nearest(name, names);
  const meant = hint === undefined ? "" : ` (did you mean ${hint}?)`;
  return new OptionError(`option of ${owner}`, `${names.join(", ")}${meant}`, name);
}
