import { signal } from "@preact/signals";

/** What computes networks in this page: the GPU, or a processor core. */
export type Processor = "webgpu" | "wasm";

/** Which one people want; `any`: the GPU where there is one. */
export const wanted = signal<Processor | "any">("any");

/** A browser's WebGPU, as far as it is used here. */
interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}

/** Set where a network could not be opened on the GPU, so that it is not tried again and again. */
let broken = false;

/**
 * Opens something on what is wanted: on the GPU where there is one, and where that fails, with WebAssembly.
 *
 * @throws what `open` throws with WebAssembly
 */
export async function onProcessor<T>(
  open: (processor: Processor) => Promise<T>,
): Promise<{ readonly value: T; readonly processor: Processor }> {
  if (!broken && (await tryGpu())) {
    try {
      return { value: await open("webgpu"), processor: "webgpu" };
    } catch (error) {
      broken = true;
      console.info("WebGPU is there, but a network cannot be opened on it:", error);
    }
  }
  return { value: await open("wasm"), processor: "wasm" };
}

async function tryGpu(): Promise<boolean> {
  const { gpu } = navigator as { readonly gpu?: Gpu };
  if (wanted.value === "wasm" || gpu === undefined) return false;
  const adapter = await gpu.requestAdapter().catch(() => null);
  // A GPU that a processor plays is slower than WebAssembly; whoever asks for it gets it.
  return adapter !== null && (wanted.value === "webgpu" || adapter.info?.isFallbackAdapter !== true);
}
