export { type AdapterConfig, adapterScale, adapterShapes, adapterTensorName } from "./checkpoint/adapter.js";
export { AdapterCheckpoint, type AdapterContents, adapterFiles } from "./checkpoint/adapter-checkpoint.js";
export {
  type CheckpointContents,
  checkpointFiles,
  type OutputFile,
  type ReadWeights,
} from "./checkpoint/checkpoint-contents.js";
export { type CheckpointFolder, filesAsFolder } from "./checkpoint/checkpoint-folder.js";
export { LanguageCheckpoint } from "./checkpoint/language-checkpoint.js";
export type { StoredDType } from "./checkpoint/write-config.js";
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
export { type LocalEngineOptions, localEngine, type WeightSource } from "./engine/local/open-local-engine.js";
export { type LinearShape, linearLayers, parameterCount, parameterShapes } from "./parameter-shapes.js";
export { PRESET_NAMES, type PresetName, type PresetOptions, transformerPreset } from "./presets.js";
export type { SamplingDefaults } from "./tokenizer/generation-settings.js";
export { loadTokenizer, type TokenizerOptions } from "./tokenizer/hugging-face-tokenizer.js";
export { TextStream } from "./tokenizer/text-stream.js";
export type {
  ChatOptions,
  DecodeOptions,
  EncodeOptions,
  TemplateOptions,
  Tokenizer,
} from "./tokenizer/tokenizer.js";
export { type BytePairOptions, trainBytePairTokenizer } from "./tokenizer/training/byte-pair-tokenizer.js";
export { characterTokenizer } from "./tokenizer/training/character-tokenizer.js";
