import type { LanguageEngine } from "../language/engine/language-engine.js";
import type { TemplateOptions, Tokenizer } from "../language/tokenizer/tokenizer.js";

/** A language model that answers requests. */
export interface ServedModel {
  /** What clients call it. */
  readonly id: string;
  readonly engine: Pick<LanguageEngine, "sample" | "contextLength" | "vocabulary">;
  readonly tokenizer: Tokenizer;
  /** The adapter to sample with; the model's own weights where there is none. */
  readonly adapter?: string | undefined;
  /** Variables of the chat template where a request does not say otherwise. */
  readonly templateOptions?: TemplateOptions | undefined;
}
