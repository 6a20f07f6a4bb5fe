import { createContext, Script } from "node:vm";
import { EnvironmentStuck } from "../text/environment-stuck.js";

/** Seconds that a call has at least: of a shorter time a pause for collecting garbage could be all. */
const LEAST_SECONDS = 1;

/** Milliseconds; more does not fit what counts them. */
const MOST = 2 ** 31 - 1;

// A time limit can be set for a script alone, and holds for all that the script calls.
const script = new Script("call()", { filename: "selfplay-bounded-call" });
const scope: { call?: () => unknown } = {};
const context = createContext(scope);

/**
 * Calls a function that does not wait for anything and ends it when its time is up, even in an endless loop.
 *
 * @param seconds that it may take, but at least one
 * @param what says what is called, for the error
 * @throws EnvironmentStuck when the time is up; what the function throws
 */
export function boundedCall<T>(seconds: number, what: () => string, action: () => T): T {
  const limit = Math.max(seconds, LEAST_SECONDS);
  const timeout = Math.min(Math.ceil(1000 * limit), MOST);
  scope.call = action;
  try {
    return script.runInContext(context, { timeout, displayErrors: false }) as T;
  } catch (error) {
    throw isTimeout(error) ? new EnvironmentStuck(what(), limit) : error;
  } finally {
    delete scope.call;
  }
}

/** By its code: it is made in the script's own realm, where `Error` is another class. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === "object" &&
    error !== null &&
    "code" in error &&
    error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
  );
}
