import type { SandboxLimits } from "../limits.js";
import type { CallResult, Failure } from "../verdict.js";
import type { EncodedProgram, EncodedVerdict } from "../wire.js";
import { type Budget, STEPS_PER_POLL } from "./budget.js";
import type { Pointer } from "./exports.js";
import { type Completion, type Machine, MemoryFull } from "./machine.js";

/** Runs a program on a machine that has just been reset with this budget. */
export function runProgram(
  machine: Machine,
  program: EncodedProgram,
  budget: Budget,
  { outputBytes }: Pick<SandboxLimits, "outputBytes">,
): EncodedVerdict {
  const results: CallResult<string>[] = [];
  try {
    const entry = load(machine, program, budget);
    if (budget.spent) return { kind: "timeout", results };
    if (typeof entry !== "number") return entry;
    let left = outputBytes;
    for (const list of program.calls) {
      const result = orMemory(() => call(machine, entry, list, budget, left));
      if (budget.spent) return { kind: "timeout", results };
      if (result.kind === "value") left -= Buffer.byteLength(result.value);
      results.push(result);
    }
    return { kind: "ok", results };
  } catch (error) {
    return { kind: "crash", message: String(error), results };
  }
}

/** Runs the source text; gives the function, or the verdict where there is none. */
function load(machine: Machine, { source, entry }: EncodedProgram, budget: Budget): Pointer | EncodedVerdict {
  return orMemory(() => {
    const loaded = machine.evaluate(source);
    const failure = loaded.threw ? failed(machine, loaded.value) : undefined;
    runJobs(machine, budget);
    if (failure) return failure;
    const type = machine.evaluate(`typeof ${entry}`);
    const found = (!type.threw && machine.text(type.value)) || "undefined";
    if (found !== "function") return { kind: "no-function", found } as const;
    const callee = machine.evaluate(entry);
    return callee.threw ? failed(machine, callee.value) : callee.value;
  });
}

function call(
  machine: Machine,
  entry: Pointer,
  list: string,
  budget: Budget,
  left: number,
): CallResult<string> {
  const text = machine.string(list);
  if (text.threw) return failed(machine, text.value);
  const called = machine.call(machine.trusted.invoke, entry, text.value);
  machine.free(text.value);
  const outcome = awaited(machine, called, budget);
  // What runs on after the answer counts as part of the call, but cannot change the answer.
  const result = outcome ? encode(machine, outcome, left) : ({ kind: "pending" } as const);
  machine.free(called.value);
  runJobs(machine, budget);
  return result;
}

/** What a call came to, once the promise it may have returned is settled; undefined where it never will be. */
function awaited(machine: Machine, called: Completion, budget: Budget): Completion | undefined {
  if (called.threw || !machine.isPromise(called.value)) return called;
  runJobs(machine, budget, () => machine.settled(called.value) !== undefined);
  return machine.settled(called.value);
}

function encode(machine: Machine, { threw, value }: Completion, left: number): CallResult<string> {
  if (threw) return failed(machine, value);
  const encoded = machine.call(machine.trusted.encode, value, machine.number(left));
  if (encoded.threw) return failed(machine, encoded.value);
  const text = machine.text(encoded.value);
  machine.free(encoded.value);
  if (text === undefined) return { kind: "memory" };
  if (text[0] === "x") return { kind: "not-plain", found: text.slice(1) };
  if (text[0] === "o" || Buffer.byteLength(text) - 1 > left) return { kind: "output" };
  return { kind: "value", value: text.slice(1) };
}

function failed(machine: Machine, error: Pointer): Failure {
  const described = machine.call(machine.trusted.describe, error);
  const text = described.threw ? undefined : machine.text(described.value);
  // Reading the error can throw again: what it says about itself is the program's.
  if (text === undefined) return { kind: "error", name: "object", message: "" };
  if (text === "memory" || text === "stack") return { kind: text };
  const [name, message] = JSON.parse(text) as [string, string];
  return { kind: "error", name, message };
}

/** Does what promises have left to do, until nothing is left, the budget is spent or `done` says so. */
function runJobs(machine: Machine, budget: Budget, done: () => boolean = () => false): void {
  for (let jobs = 1; !budget.spent && !done() && machine.runJob(); jobs++) {
    // Jobs that call built-in functions only are no steps to the engine.
    if (jobs % STEPS_PER_POLL === 0) budget.poll();
  }
}

function orMemory<T>(work: () => T): T | { readonly kind: "memory" } {
  try {
    return work();
  } catch (error) {
    if (error instanceof MemoryFull) return { kind: "memory" };
    throw error;
  }
}
