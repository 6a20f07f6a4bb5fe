import type { BackendOptions } from "../backends/backend.js";
import type { Program } from "../program.js";
import type { Feeds, TensorValue } from "./feeds.js";

/** What a session asks its worker to do. `session` numbers the programs of a worker from 0. */
export type Request =
  | {
      readonly kind: "open";
      readonly program: Program;
      readonly settings: BackendOptions;
      readonly seed: number;
    }
  | { readonly kind: "attach"; readonly program: Program }
  | { readonly kind: "run"; readonly session: number; readonly feeds: Feeds }
  | { readonly kind: "variables" }
  | { readonly kind: "load"; readonly values: ReadonlyMap<string, TensorValue> }
  | { readonly kind: "memory"; readonly session: number }
  | { readonly kind: "close"; readonly session: number };

/** A request with a number that its reply carries too. */
export interface Call {
  readonly id: number;
  readonly request: Request;
}

/** The answer to a {@link Call}. */
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };
