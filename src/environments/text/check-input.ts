import { Validator } from "@cfworker/json-schema";
import type { JsonSchema, SchemaIssue } from "./input-schema.js";
import type { ToolSchema } from "./tool-schema.js";

const validators = new WeakMap<JsonSchema, Validator>();

/**
 * An input as a tool is to be given it, or what is wrong with it: by the schema's own check where it has one, else by
 * its JSON Schema.
 *
 * @throws Error when the schema itself cannot be used
 */
export async function checkInput(
  schema: ToolSchema,
  input: unknown,
): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  if (schema.validate === undefined) {
    const problem = inputProblem(schema, input);
    return problem === undefined ? { value: input } : { problem };
  }
  const checked = await schema.validate(input);
  return "issues" in checked ? { problem: checked.issues.map(issueWords).join("; ") } : checked;
}

/** Why a JSON Schema cannot be used, or undefined where it can. */
export function schemaProblem(schema: ToolSchema): string | undefined {
  try {
    inputProblem(schema, {});
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function inputProblem({ json, draft }: ToolSchema, input: unknown): string | undefined {
  let validator = validators.get(json);
  if (validator === undefined) {
    validator = new Validator(json, draft);
    validators.set(json, validator);
  }
  const { valid, errors } = validator.validate(input ?? null);
  if (valid) return undefined;
  // The innermost place comes last; that a forbidden property fails `false` says less than that it is forbidden.
  const { instanceLocation, error } = errors.findLast(({ keyword }) => keyword !== "false")!;
  return wrongAt(instanceLocation.replace(/^#\/?/, "").replaceAll("/", "."), error);
}

function issueWords({ path = [], message }: SchemaIssue): string {
  const place = path.map((part) => String(typeof part === "object" ? part.key : part));
  return wrongAt(place.join("."), message);
}

function wrongAt(place: string, problem: string): string {
  return `wrong input${place === "" ? "" : ` at ${place}`}: ${problem}`;
}
