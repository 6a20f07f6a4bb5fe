import { multiplyAdd } from "./multiply-add.js";
import { type Code, f32x4, get, i32, repeat, set, step, wasmModule } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/**
 * Turns heads as rotary position embedding does (Su et al. 2021): number i of a head's first half and of its second half are
 * the coordinates of a point, turned by the angle of i. Arguments in bytes:
 * - `from`, heads `[heads, size]`, and `to`, where the first one goes; the others follow `apart` behind each other;
 * - `cos` and `sin`, `[size / 2]`.
 *
 * Products are added as ONNX Runtime adds them: of x cos − y sin and of x sin + y cos that of x is not rounded by itself.
 */
export type Rotate = (
  from: number,
  to: number,
  apart: number,
  heads: number,
  cos: number,
  sin: number,
) => void;

/**
 * A kernel for heads of a size, a multiple of 2.
 * @param stride from a number of a turned head to the next, in numbers
 */
export const rotationKernel = (size: number, memory: WasmMemory, stride = 1): Rotate =>
  wasmFunction(rotationModule(size, stride), memory) as Rotate;

function rotationModule(size: number, stride: number): Uint8Array<ArrayBuffer> {
  return wasmModule({ parameters: 6, vectors: 4, integers: 1 }, ({ parameters, vectors, integers }) => {
    const [from, to, apart, heads, cos, sin] = parameters;
    const [x, y, c, s] = vectors;
    const [done] = integers;
    const half = size / 2;
    const { load, lanes } = half % 4 === 0 ? FOUR : ONE;
    const points = Array.from({ length: half / lanes }, (_, i) => lanes * i);
    const turn = (i: number): Code[] => {
      const store = (value: Code, at: number) => storeApart(get(to), value, at, { lanes, stride });
      return [
        set(x, load(get(from), 4 * i)),
        set(y, load(get(from), 4 * (i + half))),
        set(c, load(get(cos), 4 * i)),
        set(s, load(get(sin), 4 * i)),
        ...store(multiplyAdd(get(x), get(c), f32x4.negate(f32x4.mul(get(y), get(s)))), i),
        ...store(multiplyAdd(get(x), get(s), f32x4.mul(get(y), get(c))), i + half),
      ];
    };
    return [
      set(done, i32.of(0)),
      repeat(
        [...points.flatMap(turn), step(from, 4 * size), set(to, i32.add(get(to), get(apart))), step(done, 1)],
        i32.less(get(done), get(heads)),
      ),
    ];
  });
}

/** Numbers that are handled at once: four, or one where halves do not divide into fours. */
const FOUR = { lanes: 4, load: f32x4.load };
const ONE = { lanes: 1, load: f32x4.loadSplat };

/** Puts the first lanes of a vector to number `i` of a head and behind it. */
function storeApart(
  to: Code,
  value: Code,
  i: number,
  { lanes, stride }: { readonly lanes: number; readonly stride: number },
): Code[] {
  if (lanes === 4 && stride === 1) return [f32x4.store(to, value, 4 * i)];
  return Array.from({ length: lanes }, (_, lane) =>
    f32x4.storeLane(to, value, 4 * stride * (i + lane), lane),
  );
}
