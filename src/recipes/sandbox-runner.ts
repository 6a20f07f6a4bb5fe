import type { RunProgram, CallResult as TaskResult } from "../environments/tasks/code/run-program.js";
import { BoundaryError } from "../errors.js";
import { type CallResult, type Json, Sandbox, type Verdict } from "../sandbox/index.js";

/** Runs what models write in a sandbox that is started when the first program comes. */
export function sandboxRunner(workers = 1): RunProgram {
  let sandbox: Sandbox | undefined;
  return async (source, entry, calls, { signal }) => {
    sandbox ??= new Sandbox({ workers });
    const verdict = await sandbox.run({ source, entry, calls: calls as Json[][] }, { signal });
    if (verdict.kind === "crash") throw new BoundaryError("environment", "SANDBOX_CRASH", verdict.message);
    const done = "results" in verdict ? verdict.results : [];
    return calls.map((_, i) => (done[i] === undefined ? failed(verdict) : ended(done[i])));
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
