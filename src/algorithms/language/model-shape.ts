import type { TransformerConfig } from "../../language/config.js";
import { openCheckpoint } from "../../language/node.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { freshModel } from "./fresh-model.js";
import type { LanguageModelSpec } from "./model.js";

/** Architecture and tokeniser of the model that is trained, without its weights. @throws CheckpointError, OptionError */
export async function modelShape(spec: LanguageModelSpec): Promise<{
  readonly config: TransformerConfig;
  readonly tokenizer: Tokenizer;
}> {
  if ("preset" in spec) return freshModel(spec);
  const checkpoint = await openCheckpoint(spec.checkpoint);
  try {
    return { config: checkpoint.config, tokenizer: await checkpoint.tokenizer() };
  } finally {
    await checkpoint.close();
  }
}
