import { CheckpointError } from "../../errors.js";

/** A token that stands beside those of the model, as `tokenizer.json` lists it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Whether it is looked for in the text after normalisation. */
  readonly normalized: boolean;
  /** Whether it swallows white space on its left, on its right. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** The parts of `tokenizer.json` that are looked into here; all of it goes to the library. */
export interface TokenizerJson {
  readonly added_tokens: readonly AddedToken[];
  readonly pre_tokenizer: PreTokenizerJson | null;
  readonly model: {
    readonly type?: string;
    readonly merges?: readonly unknown[];
    readonly byte_fallback?: boolean;
  };
}

/** How a text is cut into words, as far as it is looked into here. */
export interface PreTokenizerJson {
  readonly type: string;
  readonly pretokenizers?: readonly PreTokenizerJson[];
  readonly use_regex?: boolean;
  readonly add_prefix_space?: boolean;
  readonly pattern?: { readonly Regex?: string; readonly String?: string };
  readonly behavior?: string;
  readonly invert?: boolean;
}

/** What a folder's files say about its tokeniser. */
export interface TokenizerDescription {
  readonly json: TokenizerJson;
  /** `bos_token`, `eos_token` and so on, by these names. */
  readonly specialTokens: ReadonlyMap<string, string>;
  /** Chat templates by name; the usual one is `default`. */
  readonly chatTemplates: ReadonlyMap<string, string>;
  /** `eos_token_id` of the generation settings. */
  readonly generationEndIds: readonly number[];
}

/** Files of a Hugging Face folder that belong to its tokeniser; all but the first may be missing. */
export const TOKENIZER_FILES = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "chat_template.jinja",
  "generation_config.json",
] as const;

/**
 * Reads the files of a tokeniser.
 *
 * @param files texts by name, see {@link TOKENIZER_FILES}
 * @throws CheckpointError `CHECKPOINT_MISSING` without `tokenizer.json`, `CHECKPOINT_DAMAGED` for a file that is not
 * what it must be
 */
export function readTokenizerFiles(files: ReadonlyMap<string, string>): TokenizerDescription {
  const config = parseFile(files, "tokenizer_config.json") ?? {};
  const specialTokensMap = parseFile(files, "special_tokens_map.json") ?? {};
  const specialTokens = new Map<string, string>();
  for (const [name, value] of Object.entries({ ...specialTokensMap, ...config })) {
    const token = name.endsWith("_token") ? tokenText(value) : undefined;
    if (token !== undefined) specialTokens.set(name, token);
  }
  return {
    json: tokenizerJson(files),
    specialTokens,
    chatTemplates: chatTemplates(config.chat_template, files.get("chat_template.jinja")),
    generationEndIds: idList(parseFile(files, "generation_config.json")?.eos_token_id),
  };
}

function tokenizerJson(files: ReadonlyMap<string, string>): TokenizerJson {
  const json = parseFile(files, "tokenizer.json");
  if (!json) {
    const found = files.size > 0 ? [...files.keys()].join(", ") : "nothing";
    throw new CheckpointError("CHECKPOINT_MISSING", `tokenizer.json: expected such a file, found ${found}`);
  }
  if (!isObject(json.model)) throw damaged("tokenizer.json", "no model");
  const added = json.added_tokens ?? [];
  if (!Array.isArray(added)) throw damaged("tokenizer.json", "added_tokens that are no list");
  // Files of old versions leave out parts that are null in newer ones; the library wants them all.
  const parts = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, ...json };
  return { ...parts, added_tokens: added.map(addedToken), model: json.model };
}

function addedToken(token: unknown): AddedToken {
  const { id, content, special = false, normalized, lstrip, rstrip } = isObject(token) ? token : {};
  if (typeof id !== "number" || !Number.isSafeInteger(id) || typeof content !== "string" || content === "")
    throw damaged("tokenizer.json", `an added token ${JSON.stringify(token)}`);
  return {
    id,
    content,
    special: special === true,
    normalized: normalized === undefined ? special !== true : normalized === true,
    lstrip: lstrip === true,
    rstrip: rstrip === true,
  };
}

/** A special token is a text, or an object that has one. */
function tokenText(value: unknown): string | undefined {
  const text = isObject(value) ? value.content : value;
  return typeof text === "string" ? text : undefined;
}

function chatTemplates(inline: unknown, file: string | undefined): Map<string, string> {
  const templates = new Map<string, string>();
  if (typeof inline === "string") templates.set("default", inline);
  else if (Array.isArray(inline)) {
    for (const entry of inline) {
      const { name, template } = isObject(entry) ? entry : {};
      if (typeof name !== "string" || typeof template !== "string")
        throw damaged("tokenizer_config.json", "a chat_template without name or template");
      templates.set(name, template);
    }
  }
  if (file !== undefined) templates.set("default", file);
  return templates;
}

function idList(value: unknown): readonly number[] {
  const ids = Array.isArray(value) ? value : [value];
  return ids.filter((id) => Number.isSafeInteger(id));
}

function parseFile(files: ReadonlyMap<string, string>, name: string): Record<string, unknown> | undefined {
  const text = files.get(name);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError("CHECKPOINT_DAMAGED", `${name}: is not valid JSON`, { cause });
  }
  if (!isObject(value)) throw damaged(name, JSON.stringify(value).slice(0, 40));
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function damaged(file: string, found: string): CheckpointError {
  return new CheckpointError(
    "CHECKPOINT_DAMAGED",
    `${file}: expected a description as Hugging Face writes it, found ${found}`,
  );
}
