import { type Processor, wanted } from "./processor.js";

/** Chooses what computes networks. */
export function ProcessorChoice({ disabled }: { readonly disabled?: boolean }) {
  return (
    <label class="field">
      Computes on
      <select
        disabled={disabled}
        value={wanted.value}
        onChange={({ currentTarget }) => {
          wanted.value = currentTarget.value as Processor | "any";
        }}
      >
        <option value="any">the GPU where there is one</option>
        <option value="webgpu">the GPU (WebGPU)</option>
        <option value="wasm">the processor (WebAssembly)</option>
      </select>
    </label>
  );
}

/** What computes now, in words. */
export const PROCESSOR_WORDS: Readonly<Record<Processor, string>> = {
  webgpu: "Computes on the GPU, with WebGPU.",
  wasm: "Computes on the processor, with WebAssembly.",
};
