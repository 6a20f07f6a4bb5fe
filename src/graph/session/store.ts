import type { Tensor as OrtTensor } from "onnxruntime-common";
import { GraphError } from "../../errors.js";
import type { Backend } from "../backends/backend.js";
import { arrayOf, type Data, dtypeOf, ELEMENT_BYTES } from "../dtype.js";
import { initialize } from "../initializers.js";
import type { ProgramVariable } from "../program.js";
import { sameShape, show } from "../shape.js";
import type { TensorValue } from "./feeds.js";

/** A value, and memory for the next one: runs read one and write the other, then the two change places without copies. */
interface Slot {
  readonly variable: ProgramVariable;
  current: OrtTensor;
  spare?: OrtTensor | undefined;
}

/** The variables of one or more programs. */
export class VariableStore {
  private readonly slots = new Map<string, Slot>();
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param backend makes tensors
   * @param seed for variables' first values
   */
  constructor(
    private readonly backend: Pick<Backend, "tensor" | "download">,
    private readonly seed: number,
  ) {}

  /** Makes sure that the variables of a program are there. */
  add(variables: readonly ProgramVariable[]): void {
    for (const variable of variables) {
      const { name, dtype, shape } = variable;
      const known = this.slots.get(name)?.variable;
      if (known !== undefined) {
        if (known.dtype === dtype && sameShape(known.shape, shape)) continue;
        const shapes = `${show(known.shape)} and ${show(shape)}`;
        throw new GraphError("DUPLICATE_NAME", `variable ${name} has two different types: ${shapes}`);
      }
      const first = initialize(variable.initializer, variable, this.seed);
      this.slots.set(name, { variable, current: this.backend.tensor(first, shape) });
    }
  }

  /** The tensor that holds a variable now. */
  current(name: string): OrtTensor {
    return this.slot(name).current;
  }

  /** Memory for a variable's next value. */
  spare(name: string): OrtTensor {
    const slot = this.slot(name);
    slot.spare ??= this.allocate(slot.variable);
    return slot.spare;
  }

  /** Makes a tensor, the spare one or another, the value of a variable. */
  advance(name: string, next: OrtTensor): void {
    const slot = this.slot(name);
    const old = slot.current;
    slot.current = next;
    slot.spare = next === slot.spare ? old : undefined;
    if (old.location !== "cpu") old.dispose();
  }

  /** Copies of all values. */
  async read(): Promise<Map<string, TensorValue>> {
    const values = new Map<string, TensorValue>();
    for (const [name, { variable, current }] of this.slots) {
      values.set(name, { shape: variable.shape, data: copy(await this.backend.download(current)) });
    }
    return values;
  }

  /** Replaces values; variables that are not named keep theirs. */
  write(values: ReadonlyMap<string, TensorValue>): void {
    for (const [name, { shape, data }] of values) {
      const { variable } = this.slot(name);
      if (!sameShape(shape, variable.shape) || dtypeOf(data) !== variable.dtype) {
        const wanted = `${variable.dtype}${show(variable.shape)}`;
        throw new GraphError("BAD_VARIABLE", `variable ${name}: expected ${wanted}, found ${show(shape)}`);
      }
    }
    for (const [name, { shape, data }] of values) {
      const { current } = this.slot(name);
      if (current.location === "cpu") (current.data as Data).set(data as never);
      else this.advance(name, this.backend.tensor(copy(data), shape));
    }
  }

  /** Bytes of the values, and bytes kept for the next ones. */
  memory(): { variables: number; spare: number } {
    let [variables, spare] = [0, 0];
    for (const slot of this.slots.values()) {
      const bytes = count(slot.variable.shape) * ELEMENT_BYTES[slot.variable.dtype];
      variables += bytes;
      if (slot.spare !== undefined) spare += bytes;
    }
    return { variables, spare };
  }

  /** Runs one action at a time: a run reads and writes the same buffers as the one before it. */
  exclusive<T>(action: () => Promise<T>): Promise<T> {
    const result = this.queue.then(action);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private slot(name: string): Slot {
    const slot = this.slots.get(name);
    if (slot === undefined) throw new GraphError("UNKNOWN_VARIABLE", `no variable is named ${name}`);
    return slot;
  }

  private allocate({ dtype, shape }: ProgramVariable): OrtTensor {
    return this.backend.tensor(arrayOf(dtype, count(shape)), shape);
  }
}

const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** A copy in memory of its own, which is never shared between threads. */
export function copy(data: Data): Data {
  const own = new ArrayBuffer(data.byteLength);
  new Uint8Array(own).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (data instanceof Float32Array) return new Float32Array(own);
  if (data instanceof Uint16Array) return new Uint16Array(own);
  if (data instanceof Int32Array) return new Int32Array(own);
  return data instanceof BigInt64Array ? new BigInt64Array(own) : new Uint8Array(own);
}
