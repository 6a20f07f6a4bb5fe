import { bits, type Code, f32x4, get, i32, type Local, repeat, set, step, wasmModule } from "./wasm.js";
import { type WasmMemory, wasmFunction } from "./web-assembly.js";

/** Numbers that {@link AdamKernel} finds behind `factors`, in this order. */
export const ADAM_FACTORS = ["beta1", "rest1", "beta2", "rest2", "epsilon", "rate", "keep", "scale"] as const;

/**
 * One step of AdamW (Loshchilov and Hutter 2019) on `count` weights, a multiple of 4, in place. With g = scale · gradient it is
 * m ← beta1 · m + rest1 · g, v ← beta2 · v + rest2 · g², w ← keep · w − rate · m / (√v + epsilon), each product and sum rounded to
 * single precision. The other arguments are in bytes.
 */
export type AdamKernel = (
  weights: number,
  gradients: number,
  means: number,
  squares: number,
  factors: number,
  count: number,
) => void;

/** Smallest normal number. Below it arithmetic is a hundred times slower, and means decay towards zero. */
const NORMAL = 2 ** -126;

export const adamKernel = (memory: WasmMemory): AdamKernel =>
  wasmFunction(adamModule(), memory) as AdamKernel;

function adamModule(): Uint8Array<ArrayBuffer> {
  const vectors = ADAM_FACTORS.length + 3;
  return wasmModule({ parameters: 6, vectors, integers: 1 }, ({ parameters, vectors, integers }) => {
    const [weights, gradients, means, squares, factors, count] = parameters;
    const [beta1, rest1, beta2, rest2, epsilon, rate, keep, scale, g, m, v] = vectors;
    const [done] = integers;
    const { add, div, load, mul, sqrt, store, sub } = f32x4;
    const times = (a: Local, b: Local) => mul(get(a), get(b));
    const change = mul(div(get(m), add(sqrt(get(v)), get(epsilon))), get(rate));
    const four = [
      set(g, mul(load(get(gradients)), get(scale))),
      set(m, add(mul(load(get(means)), get(beta1)), times(g, rest1))),
      set(v, add(mul(load(get(squares)), get(beta2)), mul(times(g, g), get(rest2)))),
      ...[m, v].map((mean) => set(mean, normal(mean))),
      store(get(means), get(m)),
      store(get(squares), get(v)),
      store(get(weights), sub(mul(load(get(weights)), get(keep)), change)),
      ...[weights, gradients, means, squares].map((array) => step(array, 16)),
      step(done, 4),
    ];
    return [
      ...vectors
        .slice(0, ADAM_FACTORS.length)
        .map((factor, i) => set(factor, f32x4.loadSplat(get(factors), 4 * i))),
      set(done, i32.of(0)),
      repeat(four, i32.less(get(done), get(count))),
    ];
  });
}

/** 0 for what is smaller than any normal number. */
const normal = (x: Local): Code => bits.and(get(x), f32x4.atLeast(f32x4.absolute(get(x)), f32x4.of(NORMAL)));
