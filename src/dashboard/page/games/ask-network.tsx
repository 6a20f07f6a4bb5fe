import { useEffect, useMemo, useState } from "preact/hooks";
import type { Game } from "../../../games/game.js";
import type { Analysis } from "../../../league/analyst.js";
import type { PolicyList } from "../../api.js";
import { positionOf } from "../boards/position.js";
import { Check } from "../parts/check.js";
import { Thoughts } from "../play/thoughts.js";
import { usePolicy } from "../play/use-policy.js";

const SIMULATIONS = 200;

/** A network's policy, for the position that it was asked about and no other. */
export interface Overlaid {
  at(actions: readonly number[]): ArrayLike<number> | undefined;
}

interface AskNetworkProps {
  readonly run: string;
  readonly game: Game;
  /** The position, from the start of the game. */
  readonly actions: readonly number[];
  readonly policies: PolicyList | undefined;
  readonly onAnswer: (answer: Overlaid) => void;
}

/** Asks a network of the run about the position on the board, and goes on asking as the game goes on. */
export function AskNetwork({ run, game, actions, policies, onAnswer }: AskNetworkProps) {
  const [asking, setAsking] = useState(false);
  const [step, setStep] = useState<number>();
  const chosen = step ?? policies?.policies[0]?.step;
  const { think, failure: absent } = usePolicy(run, policies, chosen);
  const [answer, setAnswer] = useState<{ readonly of: readonly number[]; readonly analysis: Analysis }>();
  const [failure, setFailure] = useState("");
  const position = useMemo(() => positionOf(game, actions), [game, actions]);
  const player = position?.player ?? -1;
  useEffect(() => {
    if (!asking || player < 0) return;
    let current = true;
    think({ actions, simulations: SIMULATIONS }).then(
      (analysis) => {
        if (!current) return;
        setFailure("");
        setAnswer({ of: actions, analysis });
        onAnswer({ at: (other) => (other === actions ? analysis.prior : undefined) });
      },
      (error: Error) => current && setFailure(error.message),
    );
    return () => {
      current = false;
    };
  }, [asking, actions, player, think, onAnswer]);
  if (policies === undefined || chosen === undefined) return null;
  return (
    <section class="ask" aria-label="Ask the network">
      <div class="row">
        <Check label="Ask the network of" checked={asking} onCheck={setAsking} />
        <select
          aria-label="Which network"
          value={chosen}
          onChange={({ currentTarget }) => setStep(Number(currentTarget.value))}
        >
          {policies.policies.map(({ step: at }) => (
            <option key={at} value={at}>
              step {at}
            </option>
          ))}
        </select>
      </div>
      {(failure || absent) && <p role="alert">{failure || absent?.message}</p>}
      {asking && player < 0 && <p class="muted">The game is over here.</p>}
      {asking && player >= 0 && answer?.of !== actions && !failure && <p role="status">Thinking…</p>}
      {asking && player >= 0 && answer?.of === actions && (
        <Thoughts game={game} player={player} analysis={answer.analysis} />
      )}
    </section>
  );
}
