// Node's types leave WebAssembly to the DOM's, which a program for Node has no other use for.

/** Memory of a module; its buffer is another one after it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB; a RangeError says that there are no more */
  grow(pages: number): number;
}

interface WebAssemblyApi {
  readonly Memory: new (limits: { readonly initial: number }) => WasmMemory;
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
