import { serve } from "../threads/remote.js";
import type { SandboxLimits } from "./limits.js";
import { Budget } from "./quickjs/budget.js";
import { mostGrownBytes } from "./quickjs/engine.js";
import { Machine } from "./quickjs/machine.js";
import { runProgram } from "./quickjs/run-program.js";
import type { CompiledModule } from "./quickjs/web-assembly.js";
import type { EncodedProgram, EncodedVerdict } from "./wire.js";

export interface SandboxStart {
  readonly engine: CompiledModule;
  readonly limits: SandboxLimits;
  readonly seed: number;
}

/** Methods of a thread that runs programs, one after the other. */
export type SandboxHandlers = {
  open(start: SandboxStart): void;
  run(program: EncodedProgram): EncodedVerdict;
};

let start: SandboxStart;
let machine: Machine | undefined;

const handlers: SandboxHandlers = {
  open(given) {
    start = given;
    machine = newMachine();
  },
  run(program) {
    const { limits } = start;
    const used = machine ?? newMachine();
    machine = used;
    const budget = new Budget(limits.steps, limits.milliseconds);
    used.reset(budget);
    const verdict = runProgram(used, program, budget, limits);
    if (used.grownBytes > mostGrownBytes(limits.memoryBytes) || verdict.kind === "crash") machine = undefined;
    return verdict;
  },
};

function newMachine(): Machine {
  return new Machine(start.engine, start.limits, start.seed);
}

serve(handlers);
