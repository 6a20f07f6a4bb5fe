/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const text: JsonSchema = { type: "string" };
export const number: JsonSchema = { type: "number" };
export const count: JsonSchema = { type: "integer", minimum: 0 };
export const flag: JsonSchema = { type: "boolean" };
/** A number; JSON has none for what is infinite or no number. */
export const numberOrNull: JsonSchema = { type: ["number", "null"] };

export const oneOf = (...values: readonly (string | number)[]): JsonSchema => ({ enum: values });
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: "null" }] });
export const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });
export const byName = (values: JsonSchema): JsonSchema => ({ type: "object", additionalProperties: values });
export const about = (schema: JsonSchema, description: string): JsonSchema => ({ ...schema, description });
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** An object with these properties and no others; names that end with `?` may be left out. */
export function object(properties: Readonly<Record<string, JsonSchema>>, open = false): JsonSchema {
  const names = Object.keys(properties);
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ""), properties[name]])),
    required: names.filter((name) => !name.endsWith("?")),
    ...(!open && { additionalProperties: false }),
  };
}
