export type * from "./engine/language-engine.js";
export type { ChatOptions, Tokenizer } from "./tokenizer/tokenizer.js";
