import { CheckpointError } from "../../errors.js";
import { JsonFields } from "../json-fields.js";
import { readEndIds, readSampling, type SamplingDefaults } from "./generation-settings.js";

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
  /** How answers are drawn, of the same settings. */
  readonly sampling: SamplingDefaults;
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
 * @param source the folder's name, for errors
 * @throws CheckpointError `CHECKPOINT_MISSING` without `tokenizer.json`, `CHECKPOINT_DAMAGED` for a file that is not
 * what it must be
 */
export function readTokenizerFiles(files: ReadonlyMap<string, string>, source: string): TokenizerDescription {
  const parse = (name: string) => {
    const text = files.get(name);
    return text === undefined ? undefined : JsonFields.parse(text, `${source}/${name}`);
  };
  const config = parse("tokenizer_config.json");
  const specialTokens = new Map<string, string>();
  for (const fields of [parse("special_tokens_map.json"), config])
    for (const [name, value] of Object.entries(fields?.values ?? {})) {
      const token = name.endsWith("_token") ? tokenText(value) : undefined;
      if (token !== undefined) specialTokens.set(name, token);
    }
  const json = parse("tokenizer.json");
  const generation = parse("generation_config.json");
  if (!json) {
    const found = files.size > 0 ? [...files.keys()].join(", ") : "no files";
    throw new CheckpointError("CHECKPOINT_MISSING", `${source}: expected tokenizer.json, found ${found}`);
  }
  return {
    json: readTokenizerJson(json),
    specialTokens,
    chatTemplates: readChatTemplates(config, files.get("chat_template.jinja")),
    generationEndIds: readEndIds(generation),
    sampling: readSampling(generation),
  };
}

function readTokenizerJson(fields: JsonFields): TokenizerJson {
  if (!fields.object("model")) throw fields.damaged("model", "an object");
  // Files of old versions leave out parts that are null in newer ones; the library wants them all.
  const parts = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  return {
    ...parts,
    ...(fields.values as unknown as TokenizerJson),
    added_tokens: fields.objects("added_tokens").map((token) => {
      const special = token.boolean("special", false);
      return {
        id: token.index("id"),
        content: token.string("content"),
        special,
        normalized: token.boolean("normalized", !special),
        lstrip: token.boolean("lstrip", false),
        rstrip: token.boolean("rstrip", false),
      };
    }),
  };
}

/** A special token is a text, or an object that has one. */
function tokenText(value: unknown): string | undefined {
  const text = typeof value === "object" && value !== null && "content" in value ? value.content : value;
  return typeof text === "string" ? text : undefined;
}

/** One text, or a list of named ones; a file of its own goes first. */
function readChatTemplates(config: JsonFields | undefined, file: string | undefined): Map<string, string> {
  const templates = new Map<string, string>();
  if (Array.isArray(config?.values.chat_template)) {
    for (const entry of config.objects("chat_template"))
      templates.set(entry.string("name"), entry.string("template"));
  } else if (config?.has("chat_template")) templates.set("default", config.string("chat_template"));
  if (file !== undefined) templates.set("default", file);
  return templates;
}
