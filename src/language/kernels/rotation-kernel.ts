import { type Code, f32x4, get, i32, type Local, repeat, set, step, wasmModule } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/**
 * Turns heads as rotary position embedding does (Su et al. 2021): number i of a head's first half and of its second half are
 * the coordinates of a point, turned by the angle of i. Arguments in bytes:
 * - `from`, heads `[heads, size]`, and `to`, where the first one goes; the others follow `apart` behind each other;
 * - `cos` and `sin`, `[size / 2]`.
 */
export type Rotate = (
  from: number,
  to: number,
  apart: number,
  heads: number,
  cos: number,
  sin: number,
) => void;

/** A kernel for heads of a size, a multiple of 2. */
export const rotationKernel = (size: number, memory: WasmMemory): Rotate =>
  wasmFunction(rotationModule(size), memory) as Rotate;

function rotationModule(size: number): Uint8Array<ArrayBuffer> {
  return wasmModule({ parameters: 6, vectors: 4, integers: 1 }, ({ parameters, vectors, integers }) => {
    const [from, to, apart, heads, cos, sin] = parameters;
    const [x, y, c, s] = vectors;
    const [done] = integers;
    const half = 2 * size;
    const lanes = (size / 2) % 4 === 0 ? FOUR : ONE;
    const points = Array.from({ length: half / lanes.bytes }, (_, i) => lanes.bytes * i);
    const turn = (at: number): Code[] => [
      set(x, lanes.load(get(from), at)),
      set(y, lanes.load(get(from), at + half)),
      set(c, lanes.load(get(cos), at)),
      set(s, lanes.load(get(sin), at)),
      lanes.store(get(to), f32x4.sub(product(x, c), product(y, s)), at),
      lanes.store(get(to), f32x4.add(product(y, c), product(x, s)), at + half),
    ];
    return [
      set(done, i32.of(0)),
      repeat(
        [...points.flatMap(turn), step(from, 2 * half), set(to, i32.add(get(to), get(apart))), step(done, 1)],
        i32.less(get(done), get(heads)),
      ),
    ];
  });
}

/** Numbers that are handled at once: four, or one where halves do not divide into fours. */
const FOUR = { bytes: 16, load: f32x4.load, store: f32x4.store };
const ONE = { bytes: 4, load: f32x4.loadSplat, store: f32x4.storeFirst };

const product = (a: Local, b: Local): Code => f32x4.mul(get(a), get(b));
