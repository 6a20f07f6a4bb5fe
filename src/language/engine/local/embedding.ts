import { float16ToFloat32 } from "../../../run/half.js";

/**
 * Copies rows of a table.
 * @param table `[rows, width]`, float16 as bits
 * @param ids of the rows
 * @param target `[ids, width]`
 */
export function embed(
  table: Float32Array | Uint16Array,
  ids: Int32Array,
  target: Float32Array,
  width: number,
): void {
  for (let i = 0; i < ids.length; i++) {
    const [from, to] = [ids[i] * width, i * width];
    if (table instanceof Uint16Array)
      float16ToFloat32(table.subarray(from, from + width), target.subarray(to, to + width));
    else for (let j = 0; j < width; j++) target[to + j] = table[from + j];
  }
}

/** Adds rows to those of a table: the gradient of {@link embed}. */
export function embedGradient(sums: Float32Array, ids: Int32Array, rows: Float32Array, width: number): void {
  for (let i = 0; i < ids.length; i++) {
    const [to, from] = [ids[i] * width, i * width];
    for (let j = 0; j < width; j++) sums[to + j] += rows[from + j];
  }
}
