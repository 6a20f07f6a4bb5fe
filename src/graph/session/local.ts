import type { Tensor as OrtTensor } from "onnxruntime-common";
import { GraphError } from "../../errors.js";
import type { Backend, BackendOptions, BackendSession, OrtTensors } from "../backends/backend.js";
import { arrayOf, type Data, type DType } from "../dtype.js";
import { nextName, type Program, type ProgramVariable } from "../program.js";
import { type Bindings, evaluate } from "../shape.js";
import { CopyCount } from "./copy-count.js";
import { type Feeds, resolveFeeds, type TensorValue } from "./feeds.js";
import type { Session, SessionMemory } from "./session.js";
import { copy, VariableStore } from "./store.js";

/** What a session in the calling thread is opened with. */
export interface LocalOptions {
  readonly backend: Backend;
  readonly settings: BackendOptions;
  readonly seed: number;
}

/** A session in the calling thread. */
export class LocalSession implements Session {
  private readonly outputs = new Map<string, OrtTensor>();
  private readonly updated: readonly ProgramVariable[];
  private readonly copied = new CopyCount();

  private constructor(
    readonly program: Program,
    private readonly options: LocalOptions,
    private readonly store: VariableStore,
    private readonly session: BackendSession,
  ) {
    this.updated = program.variables.filter((variable) => variable.updated);
  }

  static async open(program: Program, options: LocalOptions, store?: VariableStore): Promise<LocalSession> {
    const variables = store ?? new VariableStore(options.backend, options.seed);
    variables.add(program.variables);
    let session: BackendSession;
    try {
      const resident = program.variables.filter(({ updated }) => updated).map(({ name }) => nextName(name));
      session = await options.backend.open(program.onnx, options.settings, resident);
    } catch (error) {
      throw new GraphError("BAD_PROGRAM", `ONNX Runtime does not accept the program: ${message(error)}`, {
        cause: error,
      });
    }
    return new LocalSession(program, options, variables, session);
  }

  run(feeds: Feeds): Promise<Record<string, TensorValue>> {
    return this.store.exclusive(() => this.runNow(feeds));
  }

  variables(): Promise<Map<string, TensorValue>> {
    return this.store.exclusive(() => this.store.read());
  }

  load(values: ReadonlyMap<string, TensorValue>): Promise<void> {
    return this.store.exclusive(async () => this.store.write(values));
  }

  attach(program: Program): Promise<LocalSession> {
    return LocalSession.open(program, this.options, this.store);
  }

  async memory(): Promise<SessionMemory> {
    const outputs = [...this.outputs.values()].reduce(
      (bytes, { data }) => bytes + (data as Data).byteLength,
      0,
    );
    return { ...this.store.memory(), outputs, ...this.copied.total };
  }

  close(): Promise<void> {
    return this.store.exclusive(() => this.session.release());
  }

  private async runNow(given: Feeds): Promise<Record<string, TensorValue>> {
    const { values, bindings } = resolveFeeds(this.program.inputs, given);
    const { outputs, variables } = this.program;
    const feeds: Record<string, OrtTensor> = {};
    this.copied.reset();
    for (const [name, { data, shape }] of values) {
      feeds[name] = this.options.backend.tensor(this.own(data), shape);
    }
    for (const { name } of variables) feeds[name] = this.store.current(name);
    const names = [...outputs.map(({ name }) => name), ...this.updated.map(({ name }) => nextName(name))];
    const memory = this.session.writes ? this.resultMemory(bindings) : {};
    let found: OrtTensors;
    try {
      found = await this.session.run(feeds, names, memory);
    } catch (error) {
      throw new GraphError("RUN_FAILED", `ONNX Runtime failed: ${message(error)}`, { cause: error });
    }
    if (!this.session.writes) this.copied.addAll([...Object.values(feeds), ...Object.values(found)]);
    for (const { name } of this.updated) this.store.advance(name, found[nextName(name)]);
    const results = outputs.map(({ name }) => {
      const { dims, data } = found[name];
      return [name, { shape: dims, data: data as Data }] as const;
    });
    return Object.fromEntries(results);
  }

  /** Memory for all results of a run. */
  private resultMemory(bindings: Bindings): OrtTensors {
    const memory: Record<string, OrtTensor> = {};
    for (const { name, dtype, shape } of this.program.outputs) {
      memory[name] = this.output(name, dtype, evaluate(shape, bindings));
    }
    for (const { name } of this.updated) memory[nextName(name)] = this.store.spare(name);
    return memory;
  }

  /** Elements in memory that ONNX Runtime accepts: its Node binding refuses SharedArrayBuffers (seen with Node 20). */
  private own(data: Data): Data {
    if (data.buffer instanceof ArrayBuffer) return data;
    this.copied.add(data);
    return copy(data);
  }

  /** Memory for an output, kept as long as its shape stays the same. */
  private output(name: string, dtype: DType, shape: readonly number[]): OrtTensor {
    const known = this.outputs.get(name);
    if (known?.dims.every((size, i) => size === shape[i])) return known;
    const length = shape.reduce((a, b) => a * b, 1);
    const tensor = this.options.backend.tensor(arrayOf(dtype, length), shape);
    this.outputs.set(name, tensor);
    return tensor;
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
