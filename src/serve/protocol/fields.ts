import { ApiError } from "./api-error.js";

/** Plain JSON, as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The values a number may have. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
}

/**
 * The fields of a request, read one by one with their types checked. Null counts as missing, as in the protocol. Errors
 * are {@link ApiError}s of status 400 that name the field, what was expected and what was found.
 */
export class Fields {
  private readonly known = new Set<string>();

  /** @param path of the object within the request, with a dot at its end */
  constructor(
    private readonly values: JsonObject,
    private readonly path = "",
  ) {}

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** The value as it is; undefined where there is none. */
  value(name: string): unknown {
    this.known.add(name);
    // What every object inherits, such as `constructor`, is no field of the request.
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? undefined) : undefined;
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value === "string") return value;
    throw value === undefined ? this.missing(name, "a text") : this.wrong(name, "a text");
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value !== "boolean") throw this.wrong(name, "true or false");
    return value;
  }

  number(name: string, { from, to, whole = false }: Range): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const fits = typeof value === "number" && value >= from && value <= to;
    if (fits && (!whole || Number.isSafeInteger(value))) return value;
    throw this.wrong(name, `a ${whole ? "whole " : ""}number from ${from} to ${to}`);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.text(name);
    if (choices.includes(value as T)) return value as T;
    throw this.wrong(name, `one of ${choices.join(", ")}`);
  }

  object(name: string): Fields | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isObject(value)) throw this.wrong(name, "an object");
    return new Fields(value, `${this.path}${name}.`);
  }

  /** A list of objects; empty when there is none. */
  objects(name: string): readonly Fields[] {
    const value = this.value(name) ?? [];
    if (!Array.isArray(value)) throw this.wrong(name, "a list of objects");
    return value.map((item: unknown, i) => {
      if (isObject(item)) return new Fields(item, `${this.path}${name}[${i}].`);
      throw this.wrong(`${name}[${i}]`, "an object", item);
    });
  }

  /**
   * Texts, where one text may stand for a list of one; empty when there is none.
   * @param most texts, and characters of each
   */
  texts(name: string, most: { readonly count: number; readonly length: number }): readonly string[] {
    const value = this.value(name) ?? [];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const { count, length } = most;
    const fits = (item: unknown): item is string =>
      typeof item === "string" && item.length > 0 && item.length <= length;
    if (list.length <= count && list.every(fits)) return list;
    throw this.wrong(name, `up to ${count} texts of 1 to ${length} characters`);
  }

  /** Takes a field in that cannot be honoured: only a value that asks for nothing may stand there. */
  only(name: string, allowed: (value: unknown) => boolean, why: string): void {
    const value = this.value(name);
    if (value === undefined || allowed(value)) return;
    const param = `${this.path}${name}`;
    throw new ApiError(400, `${param}: ${why}; found ${show(value)}`, { code: "unsupported_value", param });
  }

  /** Takes fields in that change nothing about an answer. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.known.add(name);
  }

  /** @throws ApiError for a field that nobody has asked for */
  done(): void {
    for (const [name, value] of Object.entries(this.values)) {
      if (this.known.has(name) || value === null) continue;
      const param = `${this.path}${name}`;
      const message = `${param}: there is no such field, or it is not supported here`;
      throw new ApiError(400, message, { code: "unknown_parameter", param });
    }
  }

  missing(name: string, expected: string): ApiError {
    const param = `${this.path}${name}`;
    const code = "missing_required_parameter";
    return new ApiError(400, `${param}: expected ${expected}, found nothing`, { code, param });
  }

  wrong(name: string, expected: string, found = this.value(name)): ApiError {
    const param = `${this.path}${name}`;
    const message = `${param}: expected ${expected}, found ${show(found)}`;
    return new ApiError(400, message, { code: "invalid_value", param });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
