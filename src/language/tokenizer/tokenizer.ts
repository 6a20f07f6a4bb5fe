import type { Message } from "../../environments/text/message.js";
import type { ToolDeclaration } from "../../environments/text/tool.js";
import type { SamplingDefaults } from "./generation-settings.js";

/** How a conversation is written out before it is tokenised. */
export interface ChatOptions {
  /** End with the opening of an assistant's message, for the model to go on from. */
  readonly addGenerationPrompt?: boolean;
  /** By name. */
  readonly tools?: Readonly<Record<string, ToolDeclaration>>;
  /** Variables that the template knows, such as Qwen3's `enable_thinking`; others have no effect. */
  readonly templateOptions?: TemplateOptions;
}

/** Plain data by the names of a chat template's variables. */
export type TemplateOptions = Readonly<Record<string, unknown>>;

/** How a text is tokenised. */
export interface EncodeOptions {
  /** Add the tokens that the tokeniser's own rules put around a text; false by default. */
  readonly special?: boolean;
  /**
   * Take a text that is spelt like a special token for what it is, text; false by default, as in Python's
   * `tokenizers`, where `<|endoftext|>` in a text is the special token.
   */
  readonly literal?: boolean;
}

/** How ids become text. */
export interface DecodeOptions {
  /** Write special tokens too: all, or those of these ids; false by default. */
  readonly special?: boolean | ReadonlySet<number>;
}

/** Turns text into token ids and back. */
export interface Tokenizer {
  /** Ids run from 0 to `size` − 1, special tokens included. */
  readonly size: number;
  /** Ids that end an answer. */
  readonly endIds: readonly number[];
  /** How answers are drawn where nobody says otherwise, as `generation_config.json` beside it says; empty without. */
  readonly sampling: SamplingDefaults;
  /** Put before everything else where the model wants it; undefined where it does not. */
  readonly beginId: number | undefined;
  /** Fills up rows of unequal length. */
  readonly padId: number;
  /** Stands for what has no token of its own; undefined where everything has, or where it is left out. */
  readonly unknownId: number | undefined;
  encode(text: string, options?: EncodeOptions): Int32Array;
  decode(ids: ArrayLike<number>, options?: DecodeOptions): string;
  /** The id of a token written exactly so, or undefined. */
  idOf(token: string): number | undefined;
  /**
   * A conversation as ids, by the tokeniser's chat template. Special tokens come from the template alone: where a
   * message, a tool or its arguments spell one out, it is tokenised as the text it is. (What `tokenizer.json` lists as
   * added but not special, such as Qwen's `<tool_call>`, is a token wherever it stands.)
   */
  encodeChat(messages: readonly Message[], options?: ChatOptions): Int32Array;
  /**
   * Whether the chat template, where there is one, mentions a name that not every conversation comes with (as `messages` and
   * special tokens are): a variable of another name changes nothing.
   */
  templateMentions(name: string): boolean;
  /** The variables that the chat template can be given: those that it reads without having set them before. */
  templateVariables(): readonly string[];
  /** Files of a Hugging Face folder that hold this tokeniser, by name. */
  files(): ReadonlyMap<string, string>;
}
