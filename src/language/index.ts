export type {
  Activation,
  RopeConfig,
  RopeScaling,
  SlidingWindow,
  TransformerConfig,
  TransformerFamily,
} from "./config.js";
export type * from "./engine/language-engine.js";
export type { LocalEngine } from "./engine/local/local-engine.js";
export { type LocalModelOptions, localModel, type WeightSource } from "./engine/local/local-model.js";
export { type LinearShape, linearLayers, parameterCount, parameterShapes } from "./parameter-shapes.js";
export { PRESET_NAMES, type PresetName, type PresetOptions, transformerPreset } from "./presets.js";
export type { ChatOptions, Tokenizer } from "./tokenizer/tokenizer.js";
