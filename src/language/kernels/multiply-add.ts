import { type Code, f32x4, get, i32, type Local, set, wasmModule } from "./wasm.js";
import { isWasm, runOnce } from "./web-assembly.js";

/**
 * a · b + c of four lanes: rounded once where this machine and JavaScript engine can, as ONNX Runtime's kernels do, else after the
 * product and after the sum.
 */
export const multiplyAdd = (a: Code, b: Code, c: Code): Code =>
  roundsOnce() ? f32x4.multiplyAdd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);

/** Adds a · b to a sum. */
export const addProduct = (sum: Local, a: Code, b: Code): Code => set(sum, multiplyAdd(a, b, get(sum)));

let once: boolean | undefined;

/** Whether {@link multiplyAdd} rounds once here. */
export function roundsOnce(): boolean {
  once ??= relaxedInstructions() && trial();
  return once;
}

/**
 * Whether the engine knows the instructions of WebAssembly's "relaxed SIMD" proposal. V8 has had them by default since version
 * 11.4; that of Node 20 is 11.3 and has them behind a flag.
 */
function relaxedInstructions(): boolean {
  const module = trialModule();
  if (isWasm(module)) return true;
  const v8 = globalThis.process?.getBuiltinModule?.("node:v8");
  v8?.setFlagsFromString("--experimental-wasm-relaxed-simd");
  return v8 !== undefined && isWasm(module);
}

/** 1 + 2⁻¹² squared is 1 + 2⁻¹¹ + 2⁻²⁴, which single precision rounds to 1 + 2⁻¹¹. */
function trial(): boolean {
  const [result] = runOnce(trialModule());
  return result === 2 ** -24;
}

function trialModule(): Uint8Array<ArrayBuffer> {
  return wasmModule({ parameters: 0, vectors: 0, integers: 0 }, () => {
    const factor = f32x4.of(1 + 2 ** -12);
    return [f32x4.store(i32.of(0), f32x4.multiplyAdd(factor, factor, f32x4.of(-1 - 2 ** -11)))];
  });
}
