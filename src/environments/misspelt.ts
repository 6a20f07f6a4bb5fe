import { nearest } from "../suggest.js";

/** A member that nobody reads, and the one that is missing and most likely meant. */
export interface Misspelt {
  readonly name: string;
  readonly meant: string;
}

const remembered = new WeakMap<object, readonly Misspelt[]>();

/** Keeps what is misspelt of an environment's source, such as a task, of which the environment itself does not tell. */
export function rememberMisspelt(environment: object, found: readonly Misspelt[]): void {
  if (found.length > 0) remembered.set(environment, [...rememberedOf(environment), ...found]);
}

/** What {@link rememberMisspelt} was told of an environment. */
export function rememberedOf(environment: object): readonly Misspelt[] {
  return remembered.get(environment) ?? [];
}

/**
 * The members that are likely misspelt. One's own members are allowed, so only those are told that are near a known one
 * which is missing.
 */
export function misspeltMembers(value: object, known: readonly string[]): readonly Misspelt[] {
  return memberNames(value).flatMap((name) => {
    if (known.includes(name)) return [];
    const meant = nearest(name, known);
    return meant === undefined || Reflect.get(value, meant) !== undefined ? [] : [{ name, meant }];
  });
}

/** The member that stands where `missing` should. */
export function misspeltAs(value: object, known: readonly string[], missing: string): string | undefined {
  return misspeltMembers(value, known).find(({ meant }) => meant === missing)?.name;
}

/** Own members, and the methods of classes. */
function memberNames(value: object): readonly string[] {
  const above: unknown = Object.getPrototypeOf(value);
  const inherited =
    typeof above === "object" && above !== null && above !== Object.prototype ? memberNames(above) : [];
  return [...Object.getOwnPropertyNames(value), ...inherited];
}
