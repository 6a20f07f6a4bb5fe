import { EnvironmentError } from "../../errors.js";
import type { InputSchema, JsonSchema, SchemaIssue, StandardSchema, WrappedSchema } from "./input-schema.js";
import { foundWords, isPlainObject, notPlain } from "./plain-data.js";

/** A tool's schema, whichever form it was given in. */
export interface ToolSchema {
  /** What a model is told. */
  readonly json: JsonSchema;
  readonly draft: "7" | "2020-12";
  /** The schema's own check, where it has one. */
  readonly validate?: (input: unknown) => Promise<CheckedInput>;
}

/** An input as `execute` is to be given it, or what is wrong with it. */
export type CheckedInput = { readonly value: unknown } | { readonly issues: readonly SchemaIssue[] };

const known = new WeakMap<object, ToolSchema>();

const EXPECTED =
  "a JSON Schema as plain data, what the AI SDK's jsonSchema() or zodSchema() returns, or a Standard JSON Schema " +
  "(zod from 4.2 on)";

/**
 * What an `inputSchema` says.
 *
 * @throws EnvironmentError `TOOL_SCHEMA` for what is none, and for a promise of one that {@link settledSchema} was not
 *   asked for before
 */
export function toolSchema(given: InputSchema): ToolSchema {
  // The schemas of some libraries are functions.
  if ((typeof given !== "object" && typeof given !== "function") || given === null)
    throw wrong(foundWords(given));
  const before = known.get(given);
  if (before !== undefined) return before;
  const schema = read(given);
  known.set(given, schema);
  return schema;
}

/** The same, promises awaited. */
export async function settledSchema(given: InputSchema): Promise<ToolSchema> {
  if (!isPending(given)) return toolSchema(given);
  const schema = ofWrapped(given, await given.jsonSchema);
  known.set(given, schema);
  return schema;
}

/** Whether a schema is only promised so far. */
export function isPending(given: InputSchema): given is WrappedSchema {
  return isWrapped(given) && !known.has(given) && isPromise(given.jsonSchema);
}

function read(given: InputSchema): ToolSchema {
  if (isWrapped(given)) {
    if (isPromise(given.jsonSchema)) throw wrong("a promise of one, not awaited yet");
    return ofWrapped(given, given.jsonSchema);
  }
  const standard = standardOf(given);
  const validate = typeof standard?.validate === "function" ? checkOf(standard.validate) : {};
  // What `z.toJSONSchema` returns is plain data and has a hidden `~standard` besides.
  const odd = notPlain(given);
  if (odd === undefined && isPlainObject(given)) return { ...plain(given), ...validate };
  if (typeof standard?.jsonSchema?.input === "function")
    return { ...converted(standard.jsonSchema.input), ...validate };
  if (standard !== undefined)
    throw wrong(`a schema of ${String(standard.vendor)} that cannot write itself as JSON Schema`);
  throw wrong(`${odd?.found}${odd?.path ? ` at ${odd.path}` : ""}`);
}

function ofWrapped({ validate }: WrappedSchema, json: unknown): ToolSchema {
  const odd = notPlain(json);
  if (odd !== undefined || !isPlainObject(json))
    throw wrong(`a jsonSchema with ${odd?.found ?? foundWords(json)}${odd?.path ? ` at ${odd.path}` : ""}`);
  if (typeof validate !== "function") return undialected(plain(json));
  return {
    ...undialected(plain(json)),
    async validate(input) {
      const result = await validate(input);
      if (result.success) return { value: result.value };
      const { issues } = result.error as { readonly issues?: readonly SchemaIssue[] };
      return { issues: issues ?? [{ message: result.error.message }] };
    },
  };
}

function converted(write: StandardSchema["~standard"]["jsonSchema"]["input"]): ToolSchema {
  let reason: unknown;
  for (const target of ["draft-2020-12", "draft-07"] as const) {
    try {
      const json = write({ target });
      const schema = plain(json as JsonSchema);
      return undialected({ ...schema, draft: target === "draft-07" ? "7" : schema.draft });
    } catch (error) {
      reason ??= error;
    }
  }
  throw wrong(`one that cannot be written as JSON Schema: ${(reason as Error).message}`);
}

function checkOf(validate: NonNullable<StandardSchema["~standard"]["validate"]>) {
  return {
    async validate(input: unknown): Promise<CheckedInput> {
      const result = await validate(input);
      return result.issues ? { issues: result.issues } : { value: result.value };
    },
  };
}

/** Undefined members are left out, as JSON does. */
function plain(json: JsonSchema): ToolSchema {
  const draft = /draft-0[67]/.test(String(json.$schema)) ? "7" : "2020-12";
  return { json: JSON.parse(JSON.stringify(json)) as JsonSchema, draft };
}

/** Which draft a library wrote tells a model nothing. */
function undialected({ json, ...others }: ToolSchema): ToolSchema {
  const { $schema: _, ...told } = json;
  return { json: told, ...others };
}

function isWrapped(given: unknown): given is WrappedSchema {
  const { jsonSchema } = given as { readonly jsonSchema?: unknown };
  return typeof jsonSchema === "object" && jsonSchema !== null;
}

function isPromise(value: object): value is PromiseLike<unknown> {
  return "then" in value && typeof value.then === "function";
}

function standardOf(given: InputSchema): (StandardSchema["~standard"] & { vendor?: unknown }) | undefined {
  const standard = (given as Partial<StandardSchema>)["~standard"];
  return typeof standard === "object" && standard !== null ? standard : undefined;
}

function wrong(found: string): EnvironmentError {
  return new EnvironmentError(
    "TOOL_SCHEMA",
    `expected ${EXPECTED}, found ${found}; z.toJSONSchema(schema) makes one of a schema of zod 4`,
  );
}
