import { OptionError } from "../errors.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import type { TransformerConfig } from "./config.js";

/**
 * Shapes for training from scratch. Widths are multiples of 64, so that matrix products fill a CPU's vectors; heads
 * are 64 wide where the model is wide enough to have several.
 */
const PRESETS = {
  /** About 0.3 million parameters. */
  tiny: { layers: 2, hiddenSize: 128, intermediateSize: 256, heads: 4, kvHeads: 4, headDimension: 32 },
  /** About 1 million. */
  mini: { layers: 4, hiddenSize: 128, intermediateSize: 512, heads: 4, kvHeads: 4, headDimension: 32 },
  /** About 3.3 million. */
  compact: { layers: 4, hiddenSize: 256, intermediateSize: 704, heads: 4, kvHeads: 4, headDimension: 64 },
  /** About 10 million. */
  light: { layers: 6, hiddenSize: 384, intermediateSize: 1024, heads: 6, kvHeads: 6, headDimension: 64 },
  /** About 30 million. */
  small: { layers: 8, hiddenSize: 512, intermediateSize: 1536, heads: 8, kvHeads: 8, headDimension: 64 },
} as const satisfies Record<string, Partial<TransformerConfig>>;

/** Sizes by name, smallest first. */
export type PresetName = keyof typeof PRESETS;

/** {@link PresetName}s, smallest first. */
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** What a preset leaves open. */
export interface PresetOptions {
  /** Of the tokeniser. */
  readonly vocabulary: number;
  /** Default 512. */
  readonly contextLength?: number;
  /** `qwen3` normalises queries and keys, which lets larger learning rates train stably. Default `llama`. */
  readonly family?: "llama" | "qwen3";
  /** Default true: small models have few parameters to spare for a second matrix over the vocabulary. */
  readonly tiedEmbeddings?: boolean;
}

const OPTIONS: Names<PresetOptions> = {
  vocabulary: true,
  contextLength: true,
  family: true,
  tiedEmbeddings: true,
};

/**
 * A model for training from scratch: `tiny` 0.3, `mini` 1, `compact` 3.3, `light` 10, `small` 30 million parameters
 * (plus `vocabulary · hiddenSize` for the embedding).
 *
 * @throws OptionError when there is no such preset, or no vocabulary
 * @example
 * const config = transformerPreset("compact", { vocabulary: tokenizer.size, contextLength: 256 });
 */
export function transformerPreset(name: PresetName, options: PresetOptions): TransformerConfig {
  if (typeof options !== "object" || options === null)
    throw new OptionError("options of transformerPreset", "an object such as { vocabulary: 64 }", options);
  refuseUnknown("transformerPreset", OPTIONS, options);
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (!preset) throw new OptionError("preset", `one of ${PRESET_NAMES.join(", ")}`, name);
  if (!Number.isInteger(options.vocabulary) || options.vocabulary < 1)
    throw new OptionError("vocabulary", "the tokeniser's size, a whole number from 1", options.vocabulary);
  const family = options.family ?? "llama";
  return {
    family,
    vocabulary: options.vocabulary,
    ...preset,
    normEpsilon: 1e-6,
    rope: { theta: 10_000, scaling: { kind: "none" } },
    attentionBias: false,
    outputBias: false,
    mlpBias: false,
    queryKeyNorm: family === "qwen3",
    tiedEmbeddings: options.tiedEmbeddings ?? true,
    contextLength: options.contextLength ?? 512,
    activation: "silu",
    initializerRange: 0.02,
  };
}
