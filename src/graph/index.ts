export { type Device, devices } from "./backends/backend.js";
export { channelBlock } from "./blocked/probe.js";
export { arrayOf, type Data, type DType } from "./dtype.js";
export { grad, pullBack } from "./gradient.js";
export {
  filled,
  glorotUniform,
  heNormal,
  type Initializer,
  normal,
  ones,
  orthogonal,
  values,
  zeros,
} from "./initializers.js";
export * from "./operators/index.js";
export * from "./optimizers/index.js";
export {
  type CompileOptions,
  compile,
  type Program,
  type ProgramValue,
  type ProgramVariable,
  type Update,
} from "./program.js";
export { savedTensors } from "./saved-tensors.js";
export type { Feed, Feeds, TensorValue } from "./session/feeds.js";
export { Host, type Memories, type Memory, type Runner } from "./session/runner.js";
export { createSession, type Session, type SessionMemory, type SessionOptions } from "./session/session.js";
export { type Bindings, type Dim, evaluate, type Shape } from "./shape.js";
export {
  Constant,
  constant,
  type Input,
  input,
  type Node,
  Tensor,
  type TensorLike,
  type Variable,
  type VariableOptions,
  variable,
} from "./tensor.js";
