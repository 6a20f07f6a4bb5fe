import { useEffect, useMemo, useState } from "preact/hooks";
import type { Game } from "../../../games/game.js";
import type { Analysis } from "../../../league/analyst.js";
import { Board } from "../boards/board.js";
import { playerName, playerTitle, resultInWords } from "../boards/names.js";
import { positionOf } from "../boards/position.js";
import { Check } from "../parts/check.js";
import type { Question } from "../remote/seat-role.js";
import { Thoughts } from "./thoughts.js";
import "./play.css";

interface MatchProps {
  readonly game: Game;
  /** Asks the network. */
  readonly think: (question: Question) => Promise<Analysis>;
}

/** Simulations a move that can be chosen. */
const STRENGTHS = [1, 8, 32, 128, 512, 2048];

/** A game between a person and a network. */
export function Match({ game, think }: MatchProps) {
  const [actions, setActions] = useState<readonly number[]>([]);
  const [person, setPerson] = useState(0);
  const [simulations, setSimulations] = useState(128);
  const [aloud, setAloud] = useState(false);
  const [thought, setThought] = useState<{ readonly of: readonly number[]; readonly analysis: Analysis }>();
  const [failure, setFailure] = useState("");
  const position = useMemo(() => positionOf(game, actions), [game, actions]);
  const player = position?.player ?? -1;
  const theirs = player >= 0 && player !== person;

  useEffect(() => {
    if (player < 0 || (!theirs && !aloud)) return;
    let current = true;
    think({ actions, simulations }).then(
      (analysis) => {
        if (!current) return;
        setThought({ of: actions, analysis });
        setFailure("");
        if (theirs) setActions([...actions, analysis.action]);
      },
      (error: Error) => current && setFailure(error.message),
    );
    return () => {
      current = false;
    };
  }, [actions, player, theirs, aloud, simulations, think]);

  if (position === undefined) return <p>This game has no board here; play it with the command line.</p>;
  const start = (side: number) => {
    setPerson(side);
    setActions([]);
    setThought(undefined);
  };
  const undo = () => {
    // Back to the person's last choice, over the network's answer to it.
    const own = actions.length - (actions.length % 2 === person ? 2 : 1);
    setActions(actions.slice(0, Math.max(person, own)));
  };
  const names = actions.map((action) => game.actionName(action));
  const state =
    player < 0
      ? `${resultInWords(game, position.returns)}${ending(position.returns, person)}`
      : theirs
        ? `${playerName(game, player)} is thinking…`
        : `Your move, ${playerTitle(game, person)}`;
  return (
    <div class="match">
      <div class="match-board">
        <p class="match-state" role="status">
          {failure === "" ? state : `The network cannot answer: ${failure}`}
        </p>
        <Board
          game={game}
          actions={actions}
          label={`The board after ${actions.length} moves${names.length > 0 ? `; the last was ${names.at(-1)}` : ""}`}
          onAction={theirs || player < 0 ? ignore : (action) => setActions([...actions, action])}
          shares={aloud && !theirs && thought?.of === actions ? thought.analysis.policy : undefined}
        />
        <div class="row">
          <button type="button" onClick={undo} disabled={actions.length <= person || theirs}>
            Undo
          </button>
          <button type="button" onClick={() => start(person)}>
            New game
          </button>
          <button type="button" onClick={() => start(1 - person)}>
            Change sides
          </button>
        </div>
      </div>
      <div class="match-side">
        <label class="field">
          Strength
          <select
            value={simulations}
            onChange={({ currentTarget }) => setSimulations(Number(currentTarget.value))}
          >
            {STRENGTHS.map((strength) => (
              <option key={strength} value={strength}>
                {strength === 1 ? "1 simulation" : `${strength} simulations a move`}
              </option>
            ))}
          </select>
        </label>
        <Check label="Show what it thinks" checked={aloud} onCheck={setAloud} />
        {aloud && thought && (
          <Thoughts game={game} player={moverOf(game, thought.of)} analysis={thought.analysis} />
        )}
        {names.length > 0 && (
          <p class="small">
            Moves: <span class="line">{names.join(" ")}</span>
          </p>
        )}
      </div>
    </div>
  );
}

const ignore = () => undefined;

function ending(returns: readonly number[], person: number): string {
  if (returns[person] === 0) return ".";
  return returns[person] > 0 ? ": you have won." : ": you have lost.";
}

function moverOf(game: Game, actions: readonly number[]): number {
  return positionOf(game, actions)?.player ?? 0;
}
