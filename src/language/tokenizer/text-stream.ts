import type { DecodeOptions, Tokenizer } from "./tokenizer.js";

/** What a decoder writes for bytes that are no character, or not yet one. */
const REPLACEMENT = "\uFFFD";

/**
 * Turns ids into text as they come. A character spread over several tokens is given out once it is whole; everything
 * given out, put together, is what {@link Tokenizer.decode} makes of all ids at once.
 *
 * @example
 * const stream = new TextStream(tokenizer);
 * for (const id of ids) process.stdout.write(stream.push(id));
 * process.stdout.write(stream.end());
 */
export class TextStream {
  private readonly tokenizer: Tokenizer;
  private readonly options: Required<DecodeOptions>;
  /** The last ids given out, then those held back. The former stay, since decoders treat a text's first token differently. */
  private readonly window: number[] = [];
  /** Length of what the ids given out decode to. */
  private given = 0;

  /**
   * @param options `special`: write special tokens too, all or those of these ids; false by default. `after`: the id that
   * the text goes on from; left out, it is the beginning of a text, where some decoders drop a space
   */
  constructor(tokenizer: Tokenizer, { special = false, after }: DecodeOptions & { after?: number } = {}) {
    this.tokenizer = tokenizer;
    this.options = { special };
    if (after === undefined || isLeftOut(tokenizer, after, this.options)) return;
    const text = tokenizer.decode([after], this.options);
    // Of a character's bytes the first ones are not this text's.
    if (text.endsWith(REPLACEMENT)) return;
    this.window.push(after);
    this.given = text.length;
  }

  /** The text of an id in this place, as far as it stands for any; the stream stays as it is. */
  peek(id: number): string {
    return this.tokenizer.decode([...this.window, id], this.options).slice(this.given);
  }

  /** @returns the text that has become certain with this id */
  push(id: number): string {
    const { tokenizer, options, window } = this;
    // A token that is left out of the text must not become the one that the window begins with.
    if (isLeftOut(tokenizer, id, options)) return "";
    window.push(id);
    const text = tokenizer.decode(window, options);
    if (text.endsWith(REPLACEMENT)) return "";
    const fresh = text.slice(this.given);
    window.splice(0, window.length - 1);
    this.given = tokenizer.decode(window, options).length;
    return fresh;
  }

  /** @returns what was held back; the stream can then be used for another text */
  end(): string {
    const rest = this.tokenizer.decode(this.window, this.options).slice(this.given);
    this.window.length = 0;
    this.given = 0;
    return rest;
  }
}

function isLeftOut(tokenizer: Tokenizer, id: number, options: DecodeOptions): boolean {
  return tokenizer.decode([id], options) === "" && tokenizer.decode([id], { special: true }) !== "";
}
