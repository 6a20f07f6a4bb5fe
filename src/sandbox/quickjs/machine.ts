import { Random } from "../../random/index.js";
import type { SandboxLimits } from "../limits.js";
import type { Budget } from "./budget.js";
import type { EngineExports, Pointer } from "./exports.js";
import { Host, NOW } from "./host.js";
import { PRELUDE } from "./prelude.js";
import { type CompiledModule, instantiate } from "./web-assembly.js";

/** What running code gave: a value, or the error it threw. */
export interface Completion {
  readonly threw: boolean;
  readonly value: Pointer;
}

/** The engine's memory cannot hold what the host wants to put into it. */
export class MemoryFull extends Error {}

/** Free memory the heap starts with, so that an ordinary program need not make it grow. */
const SPARE_BYTES = 256 * 1024;
const MOST_ARGUMENTS = 2;

/**
 * A JavaScript engine in WebAssembly memory, started once and put back to its first state for each program by writing
 * its memory as it was: nothing that a program did can be there for the next one.
 */
export class Machine {
  /** Functions of the prelude, by name. */
  readonly trusted: Readonly<Record<"invoke" | "encode" | "describe", Pointer>>;
  readonly undefined: Pointer;
  private readonly host = new Host();
  private readonly engine: EngineExports;
  private readonly fileName: number;
  /** Room for a length and for the arguments of a call. */
  private readonly scratch: number;
  /** Where the stack begins, downwards to address 0; everything else in memory lies above. */
  private readonly stackTop: number;
  /** What lay above the stack at the start. */
  private readonly image: Uint8Array;
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });

  /** @param seed of `Math.random` inside */
  constructor(
    module: CompiledModule,
    { memoryBytes, stackBytes }: Pick<SandboxLimits, "memoryBytes" | "stackBytes">,
    seed: number,
  ) {
    const engine = instantiate<EngineExports>(module, this.host.imports);
    this.engine = engine;
    this.host.memory = engine.memory;
    this.host.clock = NOW + new Random(seed, "sandbox").uint32();
    engine._initialize();
    if (engine.qjs_init() !== 0) throw new Error("the engine did not start");
    this.host.clock = NOW;
    engine.qjs_set_memory_limit(memoryBytes);
    engine.qjs_set_max_stack_size(stackBytes);
    engine.qjs_set_interrupt_handler(1);
    this.undefined = engine.qjs_get_undefined();
    this.scratch = engine.wasm_malloc(4 * (1 + MOST_ARGUMENTS));
    this.fileName = this.write("program.js").address;
    const prelude = this.evaluate(PRELUDE);
    if (prelude.threw) throw new Error("the prelude did not run");
    this.trusted = {
      invoke: this.property(prelude.value, "invoke"),
      encode: this.property(prelude.value, "encode"),
      describe: this.property(prelude.value, "describe"),
    };
    engine.wasm_free(engine.wasm_malloc(SPARE_BYTES));
    this.stackTop = engine.__stack_pointer.value;
    this.image = new Uint8Array(engine.memory.buffer).slice(this.stackTop);
  }

  /** Bytes by which the memory has grown since the start. They are out of use after {@link reset}: it cannot shrink. */
  get grownBytes(): number {
    return this.engine.memory.buffer.byteLength - this.stackTop - this.image.length;
  }

  /** Puts everything back to how it was at the start, for a program with this budget. */
  reset(budget: Budget): void {
    const memory = new Uint8Array(this.engine.memory.buffer);
    memory.fill(0, 0, this.stackTop);
    memory.set(this.image, this.stackTop);
    this.engine.__stack_pointer.value = this.stackTop;
    this.host.budget = budget;
  }

  /** Runs a script. */
  evaluate(source: string): Completion {
    const { address, length } = this.write(source);
    const result = this.engine.qjs_eval(address, length, this.fileName, 0);
    this.engine.wasm_free(address);
    return this.complete(result);
  }

  /** Calls a function with at most {@link MOST_ARGUMENTS} arguments. */
  call(callee: Pointer, ...values: readonly Pointer[]): Completion {
    const list = this.scratch + 4;
    const view = new DataView(this.engine.memory.buffer);
    for (const [i, value] of values.entries()) view.setUint32(list + 4 * i, value, true);
    return this.complete(this.engine.qjs_call(callee, this.undefined, values.length, list));
  }

  string(text: string): Completion {
    const { address, length } = this.write(text);
    const result = this.engine.qjs_new_string(address, length);
    this.engine.wasm_free(address);
    return this.complete(result);
  }

  number(value: number): Pointer {
    return this.engine.qjs_new_number(value);
  }

  /** The text of a string; undefined where it is none or does not fit into memory. */
  text(value: Pointer): string | undefined {
    if (this.engine.qjs_is_string(value) === 0) return undefined;
    const address = this.engine.qjs_get_string_len(value, this.scratch);
    if (address === 0) return undefined;
    const { buffer } = this.engine.memory;
    const bytes = new Uint8Array(buffer, address, new DataView(buffer).getUint32(this.scratch, true));
    const text = this.decoder.decode(bytes);
    this.engine.qjs_free_cstring(address);
    return text;
  }

  isPromise(value: Pointer): boolean {
    return this.engine.qjs_is_promise(value) !== 0;
  }

  /** What a promise came to; undefined while it is pending. */
  settled(promise: Pointer): Completion | undefined {
    const state = this.engine.qjs_promise_state(promise);
    if (state === 0) return undefined;
    return { threw: state === 2, value: this.engine.qjs_promise_result(promise) };
  }

  /** Runs one job that promises have left to do; false when there is none. */
  runJob(): boolean {
    if (this.engine.qjs_is_job_pending() === 0) return false;
    // What a job throws has gone to its promise already, but for interrupts, which the budget knows of.
    if (this.engine.qjs_execute_pending_job() < 0) this.free(this.engine.qjs_get_exception());
    return true;
  }

  free(value: Pointer): void {
    this.engine.qjs_free_value(value);
  }

  private complete(result: Pointer): Completion {
    if (result === 0) throw new MemoryFull();
    if (this.engine.qjs_is_exception(result) === 0) return { threw: false, value: result };
    return { threw: true, value: this.engine.qjs_get_exception() };
  }

  private property(value: Pointer, name: string): Pointer {
    const { address } = this.write(name);
    return this.engine.qjs_get_prop_string(value, address);
  }

  /** Writes text and a zero behind it; to be freed by the caller. */
  private write(text: string): { address: number; length: number } {
    const bytes = this.encoder.encode(text);
    const address = this.engine.wasm_malloc(bytes.length + 1);
    if (address === 0) throw new MemoryFull();
    const memory = new Uint8Array(this.engine.memory.buffer);
    memory.set(bytes, address);
    memory[address + bytes.length] = 0;
    return { address, length: bytes.length };
  }
}
