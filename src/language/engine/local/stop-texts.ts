import type { Tokenizer } from "../../tokenizer/tokenizer.js";

/** Says when one of some texts appears in a growing sequence of tokens. */
export class StopTexts {
  private readonly window: number;

  constructor(
    private readonly tokenizer: Pick<Tokenizer, "decode">,
    private readonly texts: readonly string[],
  ) {
    // A token stands for a byte at least, apart from the few that stand for nothing.
    const longest = Math.max(...texts.map((text) => new TextEncoder().encode(text).length));
    this.window = longest + 8;
  }

  /** Whether the newest token completed a text. */
  reached(ids: readonly number[]): boolean {
    const tail = this.tokenizer.decode(ids.slice(-this.window), { special: true });
    return this.texts.some((text) => tail.includes(text));
  }
}
