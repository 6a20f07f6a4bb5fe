export { type Accumulation, accumulateGradients } from "./accumulation.js";
export { type AdamOptions, adam, adamW } from "./adam.js";
export type { Optimizer, OptimizerStep, VariableGradient } from "./optimizer.js";
export { type SgdOptions, sgd } from "./sgd.js";
