export type { Evaluator } from "./evaluator.js";
export {
  inferenceProgram,
  NetworkEvaluator,
  type NetworkWeights,
  type Placement,
} from "./network-evaluator.js";
export { OnnxEvaluator } from "./onnx-evaluator.js";
export {
  type NetworkShape,
  type NetworkTask,
  type PolicyValueNetwork,
  policyValueNetwork,
} from "./policy-value.js";
