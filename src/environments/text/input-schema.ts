/** A JSON Schema (draft 2020-12, or 7 where its `$schema` says so), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What the AI SDK's `jsonSchema()` and `zodSchema()` return. */
export interface WrappedSchema<Input = unknown> {
  /** The JSON Schema, or a promise of it. */
  readonly jsonSchema: object;
  readonly validate?:
    | ((value: unknown) => WrappedResult<Input> | PromiseLike<WrappedResult<Input>>)
    | undefined;
}

export type WrappedResult<Input> =
  | { readonly success: true; readonly value: Input }
  | { readonly success: false; readonly error: Error };

/** A Standard JSON Schema (standardschema.dev), such as a schema of zod from 4.2 on. */
export interface StandardSchema<Input = unknown> {
  readonly "~standard": {
    readonly jsonSchema: {
      readonly input: (options: { readonly target: "draft-2020-12" | "draft-07" }) => object;
    };
    readonly validate?:
      | ((value: unknown) => StandardResult<Input> | PromiseLike<StandardResult<Input>>)
      | undefined;
  };
}

export type StandardResult<Input> =
  | { readonly value: Input; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Something that is wrong with an input. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a tool takes, in the forms that the AI SDK knows. `Input` is what its `execute` is given. */
export type InputSchema<Input = unknown> = JsonSchema | WrappedSchema<Input> | StandardSchema<Input>;
