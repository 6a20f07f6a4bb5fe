import type { Library } from "./library.js";
import { type SectionEncoder, sectionEncoder } from "./section-encoder.js";
import { sectionSplitter, type TextSection } from "./text-sections.js";
import type { AddedToken, TokenizerJson } from "./tokenizer-files.js";

type Splitter = (text: string) => readonly TextSection[];

/**
 * From text to ids: cut at added tokens, normalise, cut at those added tokens that are looked for afterwards, encode
 * what is left. The steps are those of Python's `tokenizers`; which tokens count as such can be chosen here.
 */
export class TokenEncoder {
  private readonly encodeSection: SectionEncoder;
  private readonly normalize: (text: string) => string;
  private readonly rawTokens: Splitter;
  private readonly rawTokensNotSpecial: Splitter;
  private readonly rawOrSpecialTokens: Splitter;
  private readonly normalizedTokens: Splitter;
  private readonly normalizedTokensNotSpecial: Splitter;

  constructor(library: Library, json: TokenizerJson) {
    this.encodeSection = sectionEncoder(library, json);
    const { normalizer } = library;
    this.normalize = (text) => normalizer?.(text) ?? text;
    const isNormalized = ({ normalized }: AddedToken) => normalized && normalizer !== null;
    const all = json.added_tokens;
    const ordinary = all.filter(({ special }) => !special);
    const raw = (tokens: readonly AddedToken[]) =>
      sectionSplitter(tokens.filter((token) => !isNormalized(token)));
    const normalized = (tokens: readonly AddedToken[]) =>
      sectionSplitter(tokens.filter(isNormalized), ({ content }) => this.normalize(content));
    this.rawTokens = raw(all);
    this.rawTokensNotSpecial = raw(ordinary);
    this.rawOrSpecialTokens = sectionSplitter(all.filter((token) => token.special || !isNormalized(token)));
    this.normalizedTokens = normalized(all);
    this.normalizedTokensNotSpecial = normalized(ordinary);
  }

  /** Every added token counts. */
  encode(text: string): number[] {
    return this.run(this.rawTokens(text), this.normalizedTokens);
  }

  /** Special tokens are text like any other. */
  encodeLiteral(text: string): number[] {
    return this.run(this.rawTokensNotSpecial(text), this.normalizedTokensNotSpecial);
  }

  /**
   * Special tokens count, except those that only come up when a place-holder is replaced.
   * @param restore puts back what place-holders stand for
   */
  encodeShielded(text: string, restore: (text: string) => string): number[] {
    const sections = this.rawOrSpecialTokens(text).map((section) =>
      section.token ? section : { text: restore(section.text) },
    );
    return this.run(sections, this.normalizedTokensNotSpecial);
  }

  private run(sections: readonly TextSection[], normalizedTokens: Splitter): number[] {
    const out: number[] = [];
    for (const [i, section] of sections.entries()) {
      if (section.token) out.push(section.token.id);
      else if (section.text) this.encodeText(section.text, i, normalizedTokens, out);
    }
    return out;
  }

  private encodeText(text: string, section: number, normalizedTokens: Splitter, out: number[]): void {
    for (const part of normalizedTokens(this.normalize(text))) {
      if (part.token) out.push(part.token.id);
      else if (part.text) this.encodeSection(part.text, section, out);
    }
  }
}
