import { useEffect, useState } from "preact/hooks";
import { ConnectFourState } from "../../../games/connect-four/connect-four.js";
import { Check } from "../parts/check.js";
import type { RemoteWorker } from "../remote/remote-worker.js";
import { startSolverWorker } from "../remote/start.js";
import type { SolverWorker } from "../workers/solver.js";

/** Milliseconds after which a position is found too early to solve. */
const PATIENCE = 6000;

interface ExactValuesProps {
  readonly actions: readonly number[];
  /** Receives a word for each column as it is solved. */
  readonly onWords: (words: readonly string[] | undefined) => void;
}

type State = "working" | "done" | "too early" | "over" | "failed";

const SAYINGS: Readonly<Record<State, string>> = {
  working: "Solving…",
  done: "Above each column: W wins, L loses, D draws, with the number of moves that the winner needs, by exact search.",
  "too early":
    "Too early to solve here: the tree from this position is too large for a page. Go on some moves.",
  over: "The game is over here.",
  failed: "The solver could not start.",
};

/** The exact value of each column of a Connect Four position, by the library's solver in a web worker. */
export function ExactValues({ actions, onWords }: ExactValuesProps) {
  const [solving, setSolving] = useState(false);
  const [state, setState] = useState<State>("working");
  useEffect(() => {
    onWords(undefined);
    if (!solving) return;
    const { legal, discs, over } = facts(actions);
    if (over) return setState("over");
    setState("working");
    const worker = startSolverWorker();
    const late = window.setTimeout(() => {
      worker.end();
      setState("too early");
    }, PATIENCE);
    let current = true;
    solve(worker, actions, legal, discs, onWords)
      .then(
        () => current && setState("done"),
        () => current && setState((before) => (before === "too early" ? before : "failed")),
      )
      .finally(() => {
        window.clearTimeout(late);
        worker.end();
      });
    return () => {
      current = false;
      window.clearTimeout(late);
      worker.end();
    };
  }, [actions, solving, onWords]);
  return (
    <section class="exact" aria-label="Exact values">
      <Check label="Solve this position" checked={solving} onCheck={setSolving} />
      {solving && (
        <p class="small" role="status">
          {SAYINGS[state]}
        </p>
      )}
    </section>
  );
}

function facts(actions: readonly number[]) {
  const state = new ConnectFourState();
  for (const action of actions) state.apply(action);
  const legal = new Uint8Array(7);
  state.legalActions(legal);
  return { legal, discs: actions.length, over: state.player < 0 };
}

async function solve(
  worker: RemoteWorker<SolverWorker>,
  actions: readonly number[],
  legal: Uint8Array,
  discs: number,
  onWords: (words: readonly string[]) => void,
): Promise<void> {
  const words: string[] = Array.from(legal, (open) => (open ? "…" : "–"));
  onWords([...words]);
  for (const [column, open] of legal.entries()) {
    if (!open) continue;
    const score = -(await worker.call("score", [...actions, column]));
    words[column] = inWords(score, discs);
    onWords([...words]);
  }
}

/** `W5`: wins, with so many moves of the winner's own until the end. A score is 22 less the winner's discs at the end. */
function inWords(score: number, discs: number): string {
  if (score === 0) return "D";
  const wins = score > 0;
  const before = wins ? Math.floor(discs / 2) : Math.ceil(discs / 2);
  return `${wins ? "W" : "L"}${22 - Math.abs(score) - before}`;
}
