import { EngineError, GraphError, SelfplayError } from "../../../errors.js";
import type { Remote } from "../../../threads/remote.js";
import { Core, type CoreSettings } from "./core.js";

/** What a worker of an engine can be asked for. */
type Method = Exclude<keyof Core, "close">;

/** {@link Core} at the other end of a thread, or in this one. */
export type CoreClient = {
  readonly [M in Method]: (...args: Parameters<Core[M]>) => Promise<Awaited<ReturnType<Core[M]>>>;
} & { close(): Promise<void> };

/** A call as it is sent to a worker. */
export interface CoreCall {
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** What a worker of an engine answers. */
export type CoreHandlers = {
  open(settings: CoreSettings): Promise<void>;
  call(call: CoreCall): Promise<unknown>;
};

/** Calls a method by its name. */
export function callCore(core: Core, { method, args }: CoreCall): unknown {
  return (core[method] as (...given: unknown[]) => unknown).apply(core, [...args]);
}

/** A core in the calling thread, which its work blocks. */
export async function coreHere(settings: CoreSettings): Promise<CoreClient> {
  const core = await Core.open(settings);
  let previous: Promise<unknown> = Promise.resolve();
  return client(
    (call) => {
      const result = previous.then(() => callCore(core, call));
      previous = result.catch(() => undefined);
      return result;
    },
    () => core.close(),
  );
}

/** A core in a worker that {@link CoreHandlers} are served in. */
export async function coreIn(thread: Remote<CoreHandlers>, settings: CoreSettings): Promise<CoreClient> {
  await thread.call("open", settings);
  return client(
    async (call) => {
      try {
        return await thread.call("call", call);
      } catch (error) {
        throw error instanceof SelfplayError ? revived(error) : error;
      }
    },
    () => thread.close(),
  );
}

function client(call: (call: CoreCall) => Promise<unknown>, close: () => Promise<void>): CoreClient {
  return new Proxy({} as CoreClient, {
    get: (_, name) => {
      if (name === "close") return close;
      // Whatever asks whether it is a promise, or how it is written as JSON, finds nothing.
      if (!isMethod(name)) return undefined;
      return (...args: readonly unknown[]) => call({ method: name, args });
    },
  });
}

const isMethod = (name: string | symbol): name is Method =>
  name !== "constructor" && typeof Reflect.get(Core.prototype, name) === "function";

/** An error of the class it had in the worker. */
function revived(error: SelfplayError): SelfplayError {
  if (error.name === "EngineError") return new EngineError(error.code, error.message, { cause: error });
  if (error.name === "GraphError") return new GraphError(error.code, error.message, { cause: error });
  if (error.code !== "WORKER_ENDED") return error;
  return new EngineError("ENGINE_CLOSED", "the engine was closed, or its worker ended", { cause: error });
}
