export type { Algorithm, Budget, TrainEvent, TrainingContext } from "./algorithm.js";
export { alphaZero } from "./alpha-zero/alpha-zero.js";
export { alphaZeroLoss, type Loss } from "./alpha-zero/loss.js";
export { learningRate } from "./alpha-zero/schedule.js";
export { type AlphaZeroValues, alphaZeroDefaults, alphaZeroSettings } from "./alpha-zero/settings.js";
export { resolveSettings, type Setting, type Settings, type Values } from "./settings.js";
