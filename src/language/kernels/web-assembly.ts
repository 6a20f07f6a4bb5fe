// Node's types leave WebAssembly to the DOM's, which a program for Node has no other use for.

/** Memory of a module; its buffer is another one after it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB; a RangeError says that there are no more */
  grow(pages: number): number;
}

interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly host: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

const api = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

/** Bytes of a page of memory. */
const WASM_PAGE = 2 ** 16;

export const wasmMemory = (bytes: number): WasmMemory =>
  new api.Memory({ initial: Math.ceil(bytes / WASM_PAGE) });

/** Makes memory larger by at least so many bytes. */
export const growMemory = (memory: WasmMemory, bytes: number): void => {
  memory.grow(Math.ceil(bytes / WASM_PAGE));
};

/** The exported function `run` of a module that works on a memory. */
export const wasmFunction = (module: Uint8Array<ArrayBuffer>, memory: WasmMemory): unknown =>
  new api.Instance(new api.Module(module), { host: { memory } }).exports.run;

/** Whether this engine knows all that is in a module. */
export const isWasm = (module: Uint8Array<ArrayBuffer>): boolean => api.validate(module);

/** Runs a module whose function has no parameters; what it leaves at the beginning of its memory. */
export function runOnce(module: Uint8Array<ArrayBuffer>): Float32Array {
  const memory = wasmMemory(WASM_PAGE);
  (wasmFunction(module, memory) as () => void)();
  return new Float32Array(memory.buffer, 0, 4);
}
