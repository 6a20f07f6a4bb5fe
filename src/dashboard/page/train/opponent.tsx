import { useCallback } from "preact/hooks";
import { useGame } from "../boards/use-game.js";
import { Match } from "../play/match.js";
import type { Question } from "../remote/seat-role.js";
import type { Training } from "./training.js";

/** The game against what has been learnt so far. */
export function Opponent({ training }: { readonly training: Training }) {
  const seat = training.seat.value;
  const game = useGame(training.options.game);
  const think = useCallback(
    (question: Question) => {
      if (seat === undefined) throw new Error("there are no weights yet");
      return seat.call("analyse", question);
    },
    [seat],
  );
  if (seat === undefined || game === undefined) return null;
  return (
    <section aria-label="Play against it">
      <h2>Play against it</h2>
      <Match game={game} think={think} />
    </section>
  );
}
