import { availableParallelism } from "node:os";
import type { RunProgram, CallResult as TaskResult } from "../environments/tasks/code/run-program.js";
import { BoundaryError } from "../errors.js";
import { type CallResult, type Json, Sandbox, type SandboxOptions, type Verdict } from "../sandbox/index.js";
import { type Names, refuseUnknown } from "../unknown-option.js";

/**
 * Programs of the task `code` take less than a tenth of this. It is low so that it ends endless ones before the clock
 * does, whose verdict would depend on what else the machine does.
 */
const STEPS = 2_000_000;

/** What the task `code` needs, in threads that have to be ended. */
export interface SandboxRunner {
  readonly runProgram: RunProgram;
  /** Ends all threads; programs that still run or wait are errors. */
  close(): Promise<void>;
}

const OPTIONS: Names<SandboxOptions> = { workers: true, limits: true, seed: true };

/**
 * Runs what models write in a {@link Sandbox} of its own, whose threads start when programs come. `workers` is the
 * number of cores when left out, and `limits.steps` 2 million.
 *
 * @throws OptionError when an option is not what it must be
 * @example
 * const runner = sandboxRunner({ workers: 4 });
 * const environment = await loadTextEnvironment("code", { difficulty: 2 }, runner);
 * // …
 * await runner.close();
 */
export function sandboxRunner(options: SandboxOptions = {}): SandboxRunner {
  refuseUnknown("sandboxRunner", OPTIONS, options);
  const { workers = availableParallelism(), limits } = options;
  const sandbox = new Sandbox({ ...options, workers, limits: { steps: STEPS, ...limits } });
  return {
    runProgram: async (source, entry, calls, { signal }) => {
      const verdict = await sandbox.run({ source, entry, calls: calls as Json[][] }, { signal });
      if (verdict.kind === "crash") throw new BoundaryError("environment", "SANDBOX_CRASH", verdict.message);
      const done = "results" in verdict ? verdict.results : [];
      return calls.map((_, i) => (done[i] === undefined ? failed(verdict) : ended(done[i])));
    },
    close: () => sandbox.close(),
  };
}

function ended(result: CallResult): TaskResult {
  if (result.kind === "value") return { ok: true, value: result.value as never };
  if (result.kind === "error") return { ok: false, reason: "threw", message: result.message };
  const spent = result.kind === "memory" || result.kind === "stack";
  return { ok: false, reason: spent ? "memory" : "value", message: result.kind };
}

/** What becomes of a call that was never made. */
function failed(verdict: Verdict): TaskResult {
  const message = verdict.kind === "error" ? verdict.message : verdict.kind;
  if (verdict.kind === "timeout") return { ok: false, reason: "time", message };
  if (verdict.kind === "memory" || verdict.kind === "stack") return { ok: false, reason: "memory", message };
  if (verdict.kind === "no-function") return { ok: false, reason: "missing", message };
  const syntax = verdict.kind === "error" && verdict.name === "SyntaxError";
  return { ok: false, reason: syntax ? "syntax" : "threw", message };
}
