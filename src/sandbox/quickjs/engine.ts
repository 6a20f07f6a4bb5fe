import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { capMemory, PAGE_BYTES } from "./memory-cap.js";
import { type CompiledModule, compile } from "./web-assembly.js";

/** Memory the engine has before any program runs, rounded up generously. */
const OWN_BYTES = 4 * 1024 * 1024;

const compiled = new Map<number, Promise<CompiledModule>>();

/**
 * The QuickJS engine, compiled once in a process for each size of memory.
 *
 * @param memoryBytes what a program may allocate. The whole memory may grow to four times that: twice for a program,
 *   as to enlarge a block the allocator needs room for the old and the new one, and twice for what programs before it
 *   have left behind ({@link mostGrownBytes}).
 */
export function compiledEngine(memoryBytes: number): Promise<CompiledModule> {
  const pages = Math.ceil((OWN_BYTES + 2 * memoryBytes + mostGrownBytes(memoryBytes)) / PAGE_BYTES);
  const known = compiled.get(pages) ?? compileEngine(pages);
  compiled.set(pages, known);
  return known;
}

async function compileEngine(pages: number): Promise<CompiledModule> {
  const require = createRequire(import.meta.url);
  const path = require.resolve("quickjs-wasi/quickjs.wasm");
  return compile(capMemory(await readFile(path), pages));
}

/** Bytes by which a machine's memory may have grown for it to be used again. */
export function mostGrownBytes(memoryBytes: number): number {
  return 2 * memoryBytes;
}
