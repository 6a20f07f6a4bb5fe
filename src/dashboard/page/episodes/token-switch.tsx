import { shownNumber } from "../parts/numbers.js";
import type { TokenMeasure } from "./token-shade.js";

interface TokenSwitchProps {
  readonly measure: TokenMeasure;
  readonly advantage: number | null;
  onMeasure(measure: TokenMeasure): void;
}

const WORDS: Readonly<Record<TokenMeasure, string>> = {
  probability: "The stronger the colour, the less likely the policy found the token.",
  advantage: "Blue: better than the mean of its group. Orange: worse.",
  reward: "Blue: rewarded. Orange: punished.",
};

/** Chooses by what tokens are coloured, and says what the colours mean. */
export function TokenSwitch({ measure, advantage, onMeasure }: TokenSwitchProps) {
  const measures: TokenMeasure[] = ["probability", "advantage", "reward"];
  return (
    <fieldset class="token-switch">
      <legend>Colour tokens by</legend>
      {measures.map((one) => (
        <button key={one} type="button" aria-pressed={one === measure} onClick={() => onMeasure(one)}>
          {one}
        </button>
      ))}
      <p class="muted small">
        {measure === "advantage" && advantage === null ? "This episode is in no group." : WORDS[measure]}
        {measure === "advantage" && advantage !== null && ` Here: ${shownNumber(advantage)}.`}
      </p>
    </fieldset>
  );
}
