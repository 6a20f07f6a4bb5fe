import { CheckpointError } from "../errors.js";

/** Plain JSON, as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The fields of a JSON file, read one by one with their types checked. Null counts as missing, as it does in Python's
 * readers. Errors are CheckpointErrors `CHECKPOINT_DAMAGED` that name the file and the field.
 */
export class JsonFields {
  readonly values: JsonObject;
  /** File, and path of the field within it, for errors. */
  private readonly source: string;
  private readonly path: string;

  constructor(values: JsonObject, source: string, path = "") {
    this.values = values;
    this.source = source;
    this.path = path;
  }

  /** @throws CheckpointError `CHECKPOINT_DAMAGED` when the text is not a JSON object */
  static parse(text: string, source: string): JsonFields {
    let values: unknown;
    try {
      values = JSON.parse(text);
    } catch (cause) {
      throw new CheckpointError("CHECKPOINT_DAMAGED", `${source}: is not valid JSON`, { cause });
    }
    if (!isObject(values))
      throw new CheckpointError(
        "CHECKPOINT_DAMAGED",
        `${source}: expected a JSON object, found ${show(values)}`,
      );
    return new JsonFields(values, source);
  }

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null;
  }

  /** A whole number from 1 on. */
  size(name: string, fallback?: number): number {
    return this.get(
      name,
      "a whole number from 1 on",
      (value) => Number.isSafeInteger(value) && (value as number) >= 1,
      fallback,
    );
  }

  /** A whole number from 0 on. */
  index(name: string): number {
    return this.get(name, "a whole number from 0 on", isIndex);
  }

  /** A list of whole numbers from 0 on. */
  indices(name: string): readonly number[] {
    return this.get(
      name,
      "a list of whole numbers from 0 on",
      (value) => Array.isArray(value) && value.every(isIndex),
    );
  }

  number(name: string, fallback?: number): number {
    return this.get(name, "a number", Number.isFinite, fallback);
  }

  boolean(name: string, fallback?: boolean): boolean {
    return this.get(name, "true or false", (value) => typeof value === "boolean", fallback);
  }

  string(name: string, fallback?: string): string {
    return this.get(name, "a text", (value) => typeof value === "string", fallback);
  }

  strings(name: string): readonly string[] {
    return this.get(
      name,
      "a list of texts",
      (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
    );
  }

  /** One of the given texts. @throws CheckpointError `CHECKPOINT_UNSUPPORTED` for another one */
  choice<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    const value = this.string(name, fallback);
    if (!choices.includes(value as T)) throw this.unsupported(name, `one of ${choices.join(", ")}`);
    return value as T;
  }

  /** An object within the object; undefined when there is none. */
  object(name: string): JsonFields | undefined {
    if (!this.has(name)) return undefined;
    const values = this.get<JsonObject>(name, "an object", isObject);
    return new JsonFields(values, this.source, `${this.path}${name}.`);
  }

  /** A list of objects; empty when there is none. */
  objects(name: string): readonly JsonFields[] {
    const fits = (value: unknown) => Array.isArray(value) && value.every(isObject);
    const list = this.get<readonly JsonObject[]>(name, "a list of objects", fits, []);
    return list.map((values, i) => new JsonFields(values, this.source, `${this.path}${name}[${i}].`));
  }

  /** The error for a value that is right in itself but cannot be dealt with here. */
  unsupported(name: string, expected: string): CheckpointError {
    return this.error("CHECKPOINT_UNSUPPORTED", name, expected);
  }

  /** The error for a value that cannot be right. */
  damaged(name: string, expected: string): CheckpointError {
    return this.error("CHECKPOINT_DAMAGED", name, expected);
  }

  private get<T>(name: string, expected: string, fits: (value: unknown) => boolean, fallback?: T): T {
    if (!this.has(name) && fallback !== undefined) return fallback;
    if (!fits(this.values[name])) throw this.damaged(name, expected);
    return this.values[name] as T;
  }

  private error(code: string, name: string, expected: string): CheckpointError {
    const found = show(this.values[name]);
    return new CheckpointError(
      code,
      `${this.source}: ${this.path}${name}: expected ${expected}, found ${found}`,
    );
  }
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
