// Node's types leave WebAssembly to the DOM's, which a program for Node has no other use for.

/** A compiled module; can be posted to another thread, which then need not compile it again. */
export interface CompiledModule {
  readonly compiled: unique symbol;
}

/** Linear memory; `buffer` is another one each time it has grown. */
export interface LinearMemory {
  readonly buffer: ArrayBuffer;
}

/** Functions given to a module, by module name and function name. */
export type Imports = Readonly<Record<string, Readonly<Record<string, (...values: never[]) => unknown>>>>;

interface WebAssemblyApi {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<CompiledModule>;
  readonly Instance: new (module: CompiledModule, imports: Imports) => { readonly exports: object };
}

const api = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly;

export const compile = (bytes: Uint8Array<ArrayBuffer>): Promise<CompiledModule> => api.compile(bytes);

/** Starts a module; the caller says what it exports. */
export const instantiate = <Exports>(module: CompiledModule, imports: Imports): Exports =>
  new api.Instance(module, imports).exports as Exports;
