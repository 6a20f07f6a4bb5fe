import type { LinearMemory } from "./web-assembly.js";

/** Address of a boxed JavaScript value in the engine's memory. */
export type Pointer = number & { readonly pointer: unique symbol };

/**
 * What the machine calls of `quickjs.wasm` from the package quickjs-wasi 3.6: QuickJS-NG behind functions that take and
 * give pointers. A function that fails gives a boxed exception and leaves the error to be fetched.
 */
export interface EngineExports {
  readonly memory: LinearMemory;
  readonly __stack_pointer: { value: number };
  _initialize(): void;
  /** Makes the runtime and its context; 0 on success. */
  qjs_init(): number;
  qjs_set_memory_limit(bytes: number): void;
  qjs_set_max_stack_size(bytes: number): void;
  qjs_set_interrupt_handler(enable: 0 | 1): void;
  qjs_eval(code: number, bytes: number, fileName: number, flags: number): Pointer;
  qjs_call(callee: Pointer, self: Pointer, count: number, values: number): Pointer;
  qjs_get_exception(): Pointer;
  qjs_get_undefined(): Pointer;
  qjs_new_number(value: number): Pointer;
  qjs_new_string(text: number, bytes: number): Pointer;
  /** Address of UTF-8 bytes, whose number is written to `length`; 0 on failure. */
  qjs_get_string_len(value: Pointer, length: number): number;
  qjs_free_cstring(text: number): void;
  qjs_get_prop_string(value: Pointer, name: number): Pointer;
  qjs_is_exception(value: Pointer): number;
  qjs_is_string(value: Pointer): number;
  qjs_is_promise(value: Pointer): number;
  /** 0 pending, 1 fulfilled, 2 rejected. */
  qjs_promise_state(value: Pointer): number;
  qjs_promise_result(value: Pointer): Pointer;
  qjs_is_job_pending(): number;
  /** Negative when the job threw. */
  qjs_execute_pending_job(): number;
  qjs_free_value(value: Pointer): void;
  wasm_malloc(bytes: number): number;
  wasm_free(address: number): void;
}
