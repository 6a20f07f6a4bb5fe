import type { SampledToken } from "./answers.js";
import { probabilityShade, signedShade, type TokenMeasure } from "./token-shade.js";

interface TokensProps {
  readonly tokens: readonly SampledToken[];
  readonly measure: TokenMeasure;
  /** The advantage or the reward of the answer. */
  readonly value: number;
}

/** An answer token by token, coloured. */
export function Tokens({ tokens, measure, value }: TokensProps) {
  return (
    <p class="turn-content tokens">
      {tokens.map(({ text, logprob }, i) => {
        const known = Number.isFinite(logprob);
        const shade =
          measure === "probability" ? (known ? probabilityShade(logprob) : "") : signedShade(value);
        const words = known ? `probability ${(100 * Math.exp(logprob)).toPrecision(3)} %` : undefined;
        return (
          // tokens stay where they are
          <span key={i} class={`token ${shade}`} title={words}>
            {text}
          </span>
        );
      })}
    </p>
  );
}
