import type { TokenLogprob } from "../../language/engine/language-engine.js";
import { TextStream } from "../../language/tokenizer/text-stream.js";
import type { Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { heldBack } from "./held-back.js";

/** The text of a token, and its log-probability under the model's own distribution. */
export interface ScoredText {
  readonly text: string;
  readonly logprob: number;
}

/** A token of an answer, with the text that became certain with it: a character's first bytes stand for none. */
export interface AnswerToken extends ScoredText {
  /** The most likely tokens in its place, best first, as far as they were asked for. */
  readonly top: readonly ScoredText[];
}

/** A part of an answer that nothing can take back. */
export interface AnswerPiece {
  readonly text: string;
  /** Tokens that lie in what has been given out so far, and were not given before. */
  readonly tokens: readonly AnswerToken[];
}

/**
 * Turns the tokens of an answer into text as they come, up to the token that ends it or the first stop text. What could be the
 * beginning of a stop text is held back until it is known.
 */
export class AnswerText {
  private readonly stream: TextStream;
  private tokens: Placed[] = [];
  /** Text that is not given out yet, and where it begins. */
  private held = "";
  private given = 0;
  private ended = false;
  private cut = false;

  /**
   * @param stops texts that end the answer and are not part of it
   * @param options `after`: the id that the answer's text goes on from; undefined where it is a text of its own.
   * `special`: ids of special tokens that are part of the text
   */
  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly stops: readonly string[],
    options: { readonly after?: number; readonly special?: ReadonlySet<number> } = {},
  ) {
    this.stream = new TextStream(tokenizer, options);
  }

  /** Whether a stop text, or the token that ends an answer, has come. */
  get stopped(): boolean {
    return this.cut || this.ended;
  }

  /** @returns what has become certain with this token */
  push(id: number, logprob: number, top: readonly TokenLogprob[] = []): AnswerPiece {
    this.ended ||= this.tokenizer.endIds.includes(id);
    if (this.stopped) return NOTHING;
    const others = top.map((other) => ({ text: this.textOf(other.id), logprob: other.logprob }));
    const text = this.stream.push(id);
    this.tokens.push({ text, logprob, top: others, start: this.given + this.held.length });
    this.held += text;
    return this.release(heldBack(this.held, this.stops));
  }

  /** @returns what was held back, when no more tokens come */
  end(): AnswerPiece {
    if (this.cut) return NOTHING;
    this.held += this.stream.end();
    return this.release(0);
  }

  /** What a token would stand for here; of one that stands for no text its name. */
  private textOf(id: number): string {
    return this.stream.peek(id) || this.tokenizer.decode([id], { special: true });
  }

  /**
   * Gives out the text before the first stop text.
   * @param keep characters at the end that are held back where there is none
   */
  private release(keep: number): AnswerPiece {
    const found = this.stops.map((stop) => this.held.indexOf(stop)).filter((at) => at >= 0);
    this.cut = found.length > 0;
    const length = this.cut ? Math.min(...found) : this.held.length - keep;
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    this.given += length;
    // Tokens go out with the last of their text; at the cut those that have any of it before.
    const isOut = ({ start, text }: Placed) =>
      this.cut ? start < this.given : start + text.length <= this.given;
    const tokens = this.tokens.filter(isOut).map(({ text, logprob, top }) => ({ text, logprob, top }));
    this.tokens = this.tokens.filter((token) => !isOut(token));
    return { text, tokens };
  }
}

/** A token, and where in the answer its text begins. */
interface Placed extends AnswerToken {
  readonly start: number;
}

const NOTHING: AnswerPiece = { text: "", tokens: [] };
