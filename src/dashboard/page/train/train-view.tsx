import { useRef, useState } from "preact/hooks";
import { Training } from "./training.js";

export function TrainView() {
  const [training, setTraining] = useState<Training>();
  return (
    <>
      <h1>Train in the browser</h1>
      <button type="button" onClick={() => setTraining(new Training({ game: { name: "tic-tac-toe", options: {} }, settings: {}, minutes: 1, seed: 1, positions: "" }))}>Train</button>
      {training && <pre id="out">{training.state.value} {training.failure.value} {JSON.stringify(training.measured.value)} {training.latest.value?.progress.games} {training.latest.value?.progress.step}</pre>}
    </>
  );
}
