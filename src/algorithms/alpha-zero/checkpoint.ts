import { RunError } from "../../errors.js";
import type { Checkpoint, CheckpointContents } from "../../run/index.js";
import type { Crew } from "./crew.js";
import type { Progress } from "./rounds.js";
import type { SavedGames } from "./self-play-side.js";

/** Everything a run needs to go on to the same weights, as the files of a checkpoint. */
export async function checkpointContents(crew: Crew, progress: Progress): Promise<CheckpointContents> {
  const [learner, weights, games] = await Promise.all([
    crew.learner.call("save", undefined),
    crew.learner.call("weights", undefined),
    crew.savedGames(),
  ]);
  const rest = games.map(({ next, rest }) => ({ next, rest }));
  const files: Record<string, Uint8Array> = {
    "window.episodes": learner.episodes,
    "games.json": new TextEncoder().encode(JSON.stringify(rest)),
  };
  for (const [worker, { episodes }] of games.entries()) files[`games-${worker}.episodes`] = episodes;
  return {
    step: progress.step,
    meta: { ...progress },
    files,
    tensors: { weights, learner: learner.variables },
  };
}

/** Brings the threads to where a checkpoint was written. Returns how far that was. */
export async function restoreCheckpoint(crew: Crew, checkpoint: Checkpoint): Promise<Progress> {
  const progress = progressOf(checkpoint);
  await crew.learner.call("restore", {
    step: progress.step,
    positions: progress.positions,
    variables: await checkpoint.tensors("learner"),
    episodes: await checkpoint.read("window.episodes"),
  });
  const rest = JSON.parse(new TextDecoder().decode(await checkpoint.read("games.json"))) as Omit<
    SavedGames,
    "episodes"
  >[];
  // Another number of workers: the games under way are dropped, for their numbers belong to the old ones.
  if (rest.length !== crew.players.length) {
    await crew.renumberGames(Math.max(...rest.map(({ next }) => next)));
    return progress;
  }
  const saved = rest.map(async (games, worker) => ({
    ...games,
    episodes: await checkpoint.read(`games-${worker}.episodes`),
  }));
  await crew.restoreGames(await Promise.all(saved));
  return progress;
}

function progressOf(checkpoint: Checkpoint): Progress {
  const { step, games, positions, minutes, processorSeconds } = checkpoint.meta as Partial<Progress>;
  if (step === undefined || games === undefined || positions === undefined || minutes === undefined) {
    throw new RunError(
      "RUN_DAMAGED",
      `${checkpoint.path}: its manifest does not say how far the run had come`,
    );
  }
  // Runs made before it was counted have none.
  return { step, games, positions, minutes, processorSeconds };
}
