import { arrayOf, type Data, type DType, type Host, type Memory } from "../../../graph/index.js";

/** Working memory by name. It grows to the largest size asked for and is then used again, so that runs allocate nothing. */
export class Scratch {
  private readonly arrays = new Map<string, Data>();
  private readonly views = new Map<string, Memory>();

  constructor(private readonly host: Host) {}

  /** Memory of a shape; what it holds is left from its last use. */
  get(name: string, shape: readonly number[], dtype: DType = "float32"): Memory {
    const view = this.views.get(name);
    if (view?.dims.length === shape.length && view.dims.every((size, i) => size === shape[i])) return view;
    const length = shape.reduce((a, b) => a * b, 1);
    let array = this.arrays.get(name);
    if (array === undefined || array.length < length) {
      array = arrayOf(dtype, length);
      this.arrays.set(name, array);
    }
    const made = this.host.memory(array.subarray(0, length), shape);
    this.views.set(name, made);
    return made;
  }

  /** The elements of {@link get}. */
  floats(name: string, shape: readonly number[]): Float32Array {
    return this.get(name, shape).data as Float32Array;
  }

  /** Bytes held. */
  get bytes(): number {
    let total = 0;
    for (const array of this.arrays.values()) total += array.byteLength;
    return total;
  }
}
