import { type ResourceLimits, Worker } from "node:worker_threads";
import { type Handlers, Remote } from "./remote.js";

/**
 * Starts a worker thread from a compiled file of this package.
 *
 * @param from `import.meta.url` of the caller
 * @param file the worker's file relative to the caller, ending in `.js`
 * @param limits what the thread may use; Node's defaults when left out
 */
export function startThread<H extends Handlers>(
  from: string,
  file: string,
  name: string,
  limits?: ResourceLimits,
): Remote<H> {
  // Under a TypeScript runner the caller is a source file, but a thread needs the compiled one.
  const base = from.endsWith(".ts") ? from.replace("/src/", "/dist/") : from;
  // The flags this process was started with (a loader, --input-type …) are no business of the thread's.
  const worker = new Worker(new URL(file, base), {
    name,
    execArgv: [],
    // What a user's file that is loaded there may look at.
    argv: process.argv.slice(2),
    ...(limits && { resourceLimits: limits }),
  });
  return new Remote<H>(worker);
}
