import { useEffect, useState } from "preact/hooks";
import { download } from "../parts/download.js";
import { Failure } from "../parts/failure.js";
import { PROCESSOR_WORDS } from "../remote/processor-choice.js";
import { type KeptTraining, keptTraining } from "./kept-training.js";
import { Opponent } from "./opponent.js";
import { Progress } from "./progress.js";
import { solvedPositions, type Trainable, trainables } from "./scenarios.js";
import { type TrainChoice, TrainControls } from "./train-controls.js";
import { Training } from "./training.js";
import "./train.css";

/** Trains a game from zero in this tab, with the library's own AlphaZero, and lets one play against it meanwhile. */
export function TrainView() {
  const [choice, setChoice] = useState<TrainChoice>({
    trainable: trainables[0],
    minutes: trainables[0].minutes,
    seed: 1,
  });
  const [training, setTraining] = useState<Training>();
  const [kept, setKept] = useState<KeptTraining>();
  const [failure, setFailure] = useState("");
  const { trainable } = choice;
  const state = training?.state.value;
  const runs = state === "starting" || state === "training";
  useEffect(() => () => training?.close(), [training]);
  useEffect(() => {
    let current = true;
    if (!runs) void keptTraining(trainable).then((found) => current && setKept(found));
    return () => {
      current = false;
    };
  }, [trainable, runs]);

  const attempt = async (what: () => Promise<void>) => {
    setFailure("");
    await what().catch((error: Error) => setFailure(error.message));
  };
  const start = (from?: KeptTraining) =>
    attempt(async () => {
      const positions = await solvedPositions(trainable);
      const { game, settings } = trainable;
      const { minutes } = choice;
      const seed = from?.seed ?? choice.seed;
      setTraining(new Training({ game, settings, minutes, seed, positions, kept: from }));
    });
  const save = (from: Training) =>
    attempt(async () => {
      const onnx = await from.onnx();
      const step = from.latest.value?.progress.step ?? 0;
      download(`${from.options.game.name} step ${step}.onnx`, new Blob([new Uint8Array(onnx)]));
    });
  const change = (next: TrainChoice) => {
    if (next.trainable !== trainable) {
      setTraining(undefined);
      setKept(undefined);
    }
    setChoice(next);
  };
  const problem = failure || training?.failure.value;
  const processor = training?.processor.value;
  return (
    <>
      <h1>Train in this tab</h1>
      <p>
        A network starts out knowing nothing but the rules and learns by playing against itself, here in your
        browser, with the same code that trains on the command line. Nothing leaves this page.
      </p>
      <div class="row fields">
        <TrainControls choice={choice} disabled={runs} onChoice={change} />
        {runs ? (
          <button type="button" onClick={() => training?.stop()}>
            Stop
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => start()}>
            {training || kept ? "Train again from zero" : "Train from zero"}
          </button>
        )}
        {!runs && kept && (
          <button type="button" onClick={() => start(kept)}>
            Go on after {kept.progress.games.toLocaleString("en-US")} games
          </button>
        )}
        {training?.latest.value && (
          <button type="button" onClick={() => save(training)}>
            Save as ONNX
          </button>
        )}
      </div>
      <p role="status" class="muted">
        {stateInWords(state, trainable)} {processor && PROCESSOR_WORDS[processor]}
      </p>
      {training?.notKept.value && (
        <p class="muted">This browser does not keep what is learnt: {training.notKept.value}</p>
      )}
      {problem && <Failure error={new Error(problem)} />}
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
