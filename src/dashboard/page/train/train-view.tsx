import { useCallback, useEffect, useState } from "preact/hooks";
import { useGame } from "../boards/use-game.js";
import { Failure } from "../parts/failure.js";
import { Match } from "../play/match.js";
import type { Question } from "../remote/seat-role.js";
import { Progress } from "./progress.js";
import { solvedPositions, type Trainable, trainables } from "./scenarios.js";
import { Training } from "./training.js";
import "./train.css";

const SEED = 1;

/** Trains a game from zero in this tab, with the library's own AlphaZero, and lets one play against it meanwhile. */
export function TrainView() {
  const [chosen, setChosen] = useState(trainables[0]);
  const [minutes, setMinutes] = useState(trainables[0].minutes);
  const [training, setTraining] = useState<Training>();
  const [failure, setFailure] = useState("");
  useEffect(() => () => training?.close(), [training]);

  const start = async () => {
    setFailure("");
    try {
      const positions = await solvedPositions(chosen);
      const { game, settings } = chosen;
      setTraining(new Training({ game, settings, minutes, seed: SEED, positions }));
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  const choose = (trainable: Trainable) => {
    setChosen(trainable);
    setMinutes(trainable.minutes);
    setTraining(undefined);
  };
  const state = training?.state.value;
  const runs = state === "starting" || state === "training";
  return (
    <>
      <h1>Train in this tab</h1>
      <p>
        A network starts out knowing nothing but the rules and learns by playing against itself, here in your
        browser, with the same code that trains on the command line. Nothing leaves this page.
      </p>
      <div class="row train-controls">
        <label class="field">
          Game
          <select
            disabled={runs}
            value={chosen.title}
            onChange={({ currentTarget }) =>
              choose(trainables.find(({ title }) => title === currentTarget.value) ?? trainables[0])
            }
          >
            {trainables.map(({ title }) => (
              <option key={title}>{title}</option>
            ))}
          </select>
        </label>
        <label class="field">
          Minutes
          <input
            type="number"
            min="0.1"
            max="600"
            step="any"
            disabled={runs}
            value={minutes}
            onChange={({ currentTarget }) =>
              setMinutes(Math.max(0.1, Number(currentTarget.value) || chosen.minutes))
            }
          />
        </label>
        {runs ? (
          <button type="button" onClick={() => training?.stop()}>
            Stop
          </button>
        ) : (
          <button type="button" class="primary" onClick={start}>
            {training ? "Train again from zero" : "Train from zero"}
          </button>
        )}
      </div>
      <p role="status" class="muted">
        {stateInWords(state, chosen)}
      </p>
      {(failure || training?.failure.value) && (
        <Failure error={new Error(failure || training?.failure.value)} />
      )}
      {training && <Progress training={training} />}
      {training && <Opponent training={training} />}
    </>
  );
}

function stateInWords(state: Training["state"]["value"] | undefined, { promise }: Trainable): string {
  if (state === undefined) return promise;
  if (state === "starting") return "Starting three workers…";
  if (state === "training") return "Training. You may play against it already.";
  if (state === "failed") return "The training failed.";
  return state === "finished"
    ? "Finished. Play against what it has become."
    : "Stopped. What it has learnt can be played.";
}

/** The game against what has been learnt so far. */
function Opponent({ training }: { readonly training: Training }) {
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
