export { equalJson, matches } from "./compare-json.js";
export type { SandboxLimits } from "./limits.js";
export { Sandbox, type SandboxOptions } from "./sandbox.js";
export type { CallResult, Failure, Json, PlainValue, Program, Verdict } from "./verdict.js";
