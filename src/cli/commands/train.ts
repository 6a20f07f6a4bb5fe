import { type Command, Option } from "commander";
import type { EvaluationEvent, TrainEvent } from "../../algorithms/algorithm.js";
import { alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import { examples } from "../examples.js";
import { addGameOptions, gameArgument } from "../game-argument.js";
import { interrupt } from "../interrupt.js";
import { positive, whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { createProgress } from "../progress/progress.js";
import { addSettings } from "../settings-options.js";
import { conclude } from "../train/conclusion.js";
import { withHint } from "../train/hint.js";
import { type TrainFlags, trainRequest } from "../train/request.js";

const DEVICES = ["cpu", "webgpu", "cuda"];

export function addTrain(program: Command): void {
  const command = program
    .command("train")
    .summary("learn a game by self-play alone")
    .description(
      "Learns a game by playing against itself, from nothing but its rules. Ctrl-C saves the run and says how to " +
        "go on with it.",
    )
    .addArgument(gameArgument())
    .option("--minutes <x>", "train for so long (default 10)", positive)
    .option("--steps <n>", "train for so many steps of the learner instead", whole(1))
    .option("--out <dir>", "directory of the run (default runs/<game>-<n>)")
    .option("--seed <n>", "names the run's random numbers (default 1)", whole(0))
    .option("--workers <n>", "self-play threads (default one for each core)", whole(1))
    .addOption(new Option("--device <name>", "where the networks run (default cpu)").choices(DEVICES))
    .option("--resume", "go on with the run in --out, or with the newest of this game")
    .option("--fallback", "with --resume: where the last checkpoint is damaged, go on from the last good one")
    .option("--overwrite", "replace the run that is in --out already");
  addGameOptions(command);
  addSettings(command, alphaZeroSettings, "Settings of AlphaZero:");
  command.action(trainAction);
  examples(command, [
    ["selfplay train connect-four --minutes 10", "the landmark: mastery of Connect Four"],
    ["selfplay train tic-tac-toe --minutes 1", "the smallest one"],
    ["selfplay train othello --size 6 --simulations 64", "a smaller board, a deeper search"],
    ["selfplay train ./my-game.ts --out runs/mine", "a game of your own"],
    ["selfplay train ./my-game.ts --out runs/mine --resume", "go on with it"],
  ]);
}

async function trainAction(game: string, flags: TrainFlags): Promise<void> {
  const request = await trainRequest(game, flags);
  const { train } = await import("../../train.js");
  const output = createOutput();
  const progress = createProgress(output);
  const stop = interrupt(() =>
    progress.note("Stopping: the run is being saved (once more to quit at once)."),
  );
  let measured: EvaluationEvent | undefined;
  let finished: Extract<TrainEvent, { type: "finished" }> | undefined;
  try {
    for await (const event of train({ ...request, signal: stop.signal })) {
      progress.show(event);
      if (event.type === "evaluation") measured = event;
      if (event.type === "finished") finished = event;
    }
  } catch (error) {
    throw withHint(error);
  } finally {
    stop.dispose();
    progress.end();
  }
  if (finished) conclude(output, finished, measured, { game, flags });
}
