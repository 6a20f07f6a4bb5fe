import type { Message } from "../../environments/text/message.js";
import { CheckpointError } from "../../errors.js";
import { ChatTemplates, chatInput } from "./chat-template.js";
import type { SamplingDefaults } from "./generation-settings.js";
import { createLibrary, type Library } from "./library.js";
import { shieldChat } from "./shield.js";
import { TokenEncoder } from "./token-encoder.js";
import type { ChatOptions, DecodeOptions, EncodeOptions, Tokenizer } from "./tokenizer.js";
import { readTokenizerFiles, type TokenizerDescription } from "./tokenizer-files.js";

/** How a tokeniser is set up. */
export interface TokenizerOptions {
  /**
   * The day that chat templates take for today. A fixed one by default, 26 July 2024 (what Llama 3's template falls
   * back to), so that training does not depend on when it runs.
   */
  readonly date?: Date;
  /** Where the files come from, for errors. Default "tokenizer". */
  readonly source?: string;
}

/**
 * Makes a tokeniser from the files of a Hugging Face folder. Works in a browser too.
 *
 * @param files texts by name: `tokenizer.json`; as far as there are any `tokenizer_config.json`,
 * `special_tokens_map.json`, `chat_template.jinja`, `generation_config.json`
 * @throws CheckpointError `CHECKPOINT_MISSING`, `CHECKPOINT_DAMAGED`, `CHECKPOINT_UNSUPPORTED`
 * @example
 * const tokenizer = loadTokenizer(new Map([["tokenizer.json", text]]));
 * tokenizer.decode(tokenizer.encode("Hello")); // "Hello"
 */
export function loadTokenizer(
  files: ReadonlyMap<string, string>,
  { date = new Date(2024, 6, 26), source = "tokenizer" }: TokenizerOptions = {},
): Tokenizer {
  const description = readTokenizerFiles(files, source);
  return new HuggingFaceTokenizer(files, description, setUp(description.json, source), date);
}

class HuggingFaceTokenizer implements Tokenizer {
  readonly size: number;
  readonly endIds: readonly number[];
  readonly sampling: SamplingDefaults;
  readonly beginId: number | undefined;
  readonly padId: number;
  readonly unknownId: number | undefined;
  private readonly texts: ReadonlyMap<string, string>;
  private readonly library: Library;
  private readonly encoder: TokenEncoder;
  private readonly templates: ChatTemplates;
  private readonly specialIds: ReadonlySet<number>;
  private readonly specialTexts: readonly string[];
  private readonly around: { readonly before: readonly number[]; readonly after: readonly number[] };

  constructor(
    files: ReadonlyMap<string, string>,
    description: TokenizerDescription,
    library: Library,
    date: Date,
  ) {
    const { json, specialTokens, chatTemplates, generationEndIds, sampling } = description;
    this.texts = files;
    this.sampling = sampling;
    this.library = library;
    this.encoder = new TokenEncoder(library, json);
    this.templates = new ChatTemplates(chatTemplates, specialTokens, date);
    const special = json.added_tokens.filter((token) => token.special);
    this.specialIds = new Set(special.map(({ id }) => id));
    this.specialTexts = special.map(({ content }) => content);
    this.around = tokensAround(library);
    this.size = library.model.vocab.length;
    this.unknownId = library.model.unk_token_id;
    const idNamed = (name: string) => this.idOf(specialTokens.get(name) ?? "");
    const begin = idNamed("bos_token");
    const end = idNamed("eos_token");
    this.beginId = begin !== undefined && this.around.before[0] === begin ? begin : undefined;
    this.endIds = [...new Set([...generationEndIds, ...(end === undefined ? [] : [end])])];
    this.padId = idNamed("pad_token") ?? end ?? idNamed("unk_token") ?? 0;
  }

  encode(text: string, { special = false, literal = false }: EncodeOptions = {}): Int32Array {
    const ids = literal ? this.encoder.encodeLiteral(text) : this.encoder.encode(text);
    return Int32Array.from(special ? [...this.around.before, ...ids, ...this.around.after] : ids);
  }

  decode(ids: ArrayLike<number>, { special = false }: DecodeOptions = {}): string {
    const { vocab } = this.library.model;
    const isWritten = (id: number) =>
      !this.specialIds.has(id) || (typeof special === "boolean" ? special : special.has(id));
    const tokens: string[] = [];
    for (let i = 0; i < ids.length; i++) {
      const token = isWritten(ids[i]) ? vocab[ids[i]] : undefined;
      if (token !== undefined) tokens.push(token);
    }
    return this.library.decoder?.(tokens) ?? tokens.join(" ");
  }

  idOf(token: string): number | undefined {
    return this.library.model.tokens_to_ids.get(token);
  }

  templateMentions(name: string): boolean {
    return this.templates.mention(name);
  }

  templateVariables(): readonly string[] {
    return this.templates.variables();
  }

  encodeChat(messages: readonly Message[], options: ChatOptions = {}): Int32Array {
    const chat = chatInput(messages, options);
    const { input, restore } = shieldChat(chat, this.specialTexts);
    const text = this.templates.render(input);
    return Int32Array.from(restore ? this.encoder.encodeShielded(text, restore) : this.encoder.encode(text));
  }

  files(): ReadonlyMap<string, string> {
    return this.texts;
  }
}

function setUp(json: TokenizerDescription["json"], source: string): Library {
  try {
    return createLibrary(json);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError("CHECKPOINT_UNSUPPORTED", `${source}/tokenizer.json: ${reason}`, { cause });
  }
}

/** Ids that the tokeniser's own rules put before and after a text. */
function tokensAround({ post_processor: postProcessor, model }: Library) {
  const text = "\u0000text";
  const tokens = postProcessor?.([text], null, true).tokens ?? [text];
  const at = tokens.indexOf(text);
  const ids = (part: readonly string[]) => part.map((token) => model.tokens_to_ids.get(token)!);
  return { before: ids(tokens.slice(0, at)), after: ids(tokens.slice(at + 1)) };
}
