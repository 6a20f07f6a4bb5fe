import { useEffect, useMemo, useState } from "preact/hooks";
import type { Game } from "../../../games/game.js";
import type { PolicyList, StoredGame } from "../../api.js";
import { Board } from "../boards/board.js";
import { playerName, resultInWords } from "../boards/names.js";
import { percent } from "../play/percent.js";
import { AskNetwork, type Overlaid } from "./ask-network.js";
import { ExactValues } from "./exact-values.js";
import { ValueChart } from "./value-chart.js";

interface ReplayProps {
  readonly run: string;
  readonly game: Game;
  readonly stored: StoredGame;
  readonly policies: PolicyList | undefined;
}

/** Kinds of plies as the file of a game numbers them. */
const RANDOM = 0;

/** A stored game, move by move: ← and → go one back and on, Home and End to its ends. */
export function Replay({ run, game, stored, policies }: ReplayProps) {
  const plies = stored.actions.length;
  const [ply, setPly] = useState(0);
  const [overlay, setOverlay] = useState<"search" | "network" | "none">("search");
  const [asked, setAsked] = useState<Overlaid>();
  const [words, setWords] = useState<readonly string[]>();
  useKeys((key) => {
    if (key === "ArrowLeft") setPly((at) => Math.max(0, at - 1));
    else if (key === "ArrowRight") setPly((at) => Math.min(plies, at + 1));
    else if (key === "Home") setPly(0);
    else if (key === "End") setPly(plies);
    else return false;
    return true;
  });
  const actions = useMemo(() => stored.actions.slice(0, ply), [stored, ply]);
  const searched = ply < plies && stored.policies[ply].length > 0 ? stored.policies[ply] : undefined;
  const shares = overlay === "search" ? searched : overlay === "network" ? asked?.at(actions) : undefined;
  return (
    <section class="replay" aria-label={`Game ${stored.number}`}>
      <div class="replay-board">
        <p class="match-state" role="status">
          {caption(game, stored, ply)}
        </p>
        <Board
          game={game}
          actions={actions}
          label={`The board after ${ply} of ${plies} moves${ply > 0 ? `; the last was ${stored.moves[ply - 1]}` : ""}`}
          shares={shares}
          words={game.name === "connect-four" ? (words ?? []) : undefined}
        />
        <input
          type="range"
          class="replay-slider"
          min="0"
          max={plies}
          value={ply}
          aria-label="Move"
          aria-valuetext={`after ${ply} of ${plies} moves`}
          onInput={({ currentTarget }) => setPly(Number(currentTarget.value))}
        />
        <div class="row">
          <button type="button" onClick={() => setPly(0)} disabled={ply === 0}>
            Start
          </button>
          <button type="button" onClick={() => setPly(ply - 1)} disabled={ply === 0}>
            <span aria-hidden="true">←</span>
            <span class="visually-hidden">One move back</span>
          </button>
          <button type="button" onClick={() => setPly(ply + 1)} disabled={ply === plies}>
            <span aria-hidden="true">→</span>
            <span class="visually-hidden">One move on</span>
          </button>
          <button type="button" onClick={() => setPly(plies)} disabled={ply === plies}>
            End
          </button>
          <label class="check">
            On the board
            <select
              value={overlay}
              onChange={({ currentTarget }) => setOverlay(currentTarget.value as typeof overlay)}
            >
              <option value="search">what its search chose</option>
              <option value="network">what the network says now</option>
              <option value="none">nothing</option>
            </select>
          </label>
        </div>
      </div>
      <div class="replay-side">
        <ValueChart game={game} stored={stored} ply={ply} />
        <p class="small">
          {stored.moves.map((move, i) => (
            <button
              key={i}
              type="button"
              class={`move${stored.kinds[i] === RANDOM ? " random" : ""}`}
              aria-current={i === ply - 1 ? "step" : undefined}
              onClick={() => setPly(i + 1)}
            >
              {move}
            </button>
          ))}
        </p>
        {game.name === "connect-four" && <ExactValues actions={actions} onWords={setWords} />}
        <AskNetwork run={run} game={game} actions={actions} policies={policies} onAnswer={setAsked} />
      </div>
    </section>
  );
}

function caption(game: Game, stored: StoredGame, ply: number): string {
  const { actions, players, kinds, values, moves, returns, resigned } = stored;
  if (ply === actions.length) return `${resultInWords(game, returns)}${resigned ? " by resignation" : ""}`;
  const mover = playerName(game, players[ply]);
  if (kinds[ply] === RANDOM) return `${mover} to move: ${moves[ply]}, a random opening move`;
  return `${mover} to move: ${moves[ply]}, and expects to win ${percent((values[ply] + 1) / 2)}`;
}

/** Listens to keys all over the page, but where somebody types or chooses. */
function useKeys(take: (key: string) => boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof HTMLElement && event.target.matches("input, select, textarea, .chart-plot"))
        return;
      if (take(event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}
