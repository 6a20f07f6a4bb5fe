import { type Command, Option } from "commander";
import type { EvaluationEvent, StartedEvent } from "../../algorithms/algorithm.js";
import { alphaZeroDefaults, alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import type { Recipe } from "../../recipes/recipe.js";
import { MOST_WORKERS } from "../../threads/workers.js";
import { commandLine } from "../command-line.js";
import { examples } from "../examples.js";
import { addGameOptions } from "../game-argument.js";
import { interrupt } from "../interrupt.js";
import { positive, whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { createProgress, type Progress } from "../progress/progress.js";
import type { Asked, AskedForText } from "../scenario/asked.js";
import { addTaskOptions } from "../scenario/task-options.js";
import { addSettings } from "../settings-options.js";
import { conclude } from "../train/conclusion.js";
import { TrainingDashboard } from "../train/dashboard.js";
import { checkFlags, type TrainFlags } from "../train/flags.js";
import { gameRequest } from "../train/game-request.js";
import { defaultMinutes, trainDescription, trainExamples } from "../train/help.js";
import { withHint } from "../train/hint.js";
import { addForOthers } from "../train/others.js";
import type { Sitting } from "../train/spent.js";
import { concludeText } from "../train/text-conclusion.js";
import { settingsFor, textRequest } from "../train/text-request.js";
import { UsageError } from "../usage-error.js";

const LANGUAGE_SETTINGS = "Settings of training a language model:";

const DEVICES = ["cpu", "webgpu", "cuda"];

/** @param asked what is to be trained, which decides which options there are */
export function addTrain(program: Command, asked: Asked): void {
  const command = program
    .command("train")
    .summary("learn a game by self-play, or train a language model")
    .description(trainDescription(asked))
    .argument(
      // A run that is gone on with tells what it trains.
      asked.kind === "nothing" && asked.error === undefined ? "<scenario>" : "[scenario]",
      "a game or a text environment: built in (see `selfplay list`) or exported by a TypeScript file; a file of " +
        "rows (.jsonl, .parquet); or the folder of a checkpoint",
    )
    .option("--minutes <x>", `train for so long (default ${defaultMinutes(asked)})`, positive)
    .option("--steps <n>", "train for so many steps of the learner instead", whole(1))
    .option("--out <dir>", "directory of the run (default runs/<scenario>-<n>)")
    .option("--seed <n>", "names the run's random numbers (default 1)", whole(0))
    .option("--workers <n>", "threads (default one for each core)", whole(1, MOST_WORKERS))
    .addOption(
      new Option("--device <name>", "where the networks of games run (default cpu)")
        .choices(DEVICES)
        .hideHelp(asked.kind === "text" || (asked.kind === "nothing" && asked.checkpoint !== undefined)),
    )
    .option("--resume", "go on with the run in --out, or with the newest of this scenario")
    .option(
      "--fallback",
      "with --resume: where the last checkpoint or a log is damaged, go on from the last good one",
    )
    .option("--overwrite", "replace the run that is in --out already; other files there stay")
    .option("--watch", "show the dashboard meanwhile, in a browser of this machine; see `selfplay watch`");
  if (asked.kind === "game") {
    addGameOptions(command, asked.game.name);
    addSettings(command, alphaZeroSettings, "Settings of AlphaZero:", alphaZeroDefaults(asked.game));
  } else if (asked.kind === "text") addTextOptions(command, asked);
  // Before it is known what is trained, no option can be said to be wrong.
  else if (asked.error !== undefined) {
    if (asked.checkpoint !== undefined) addCheckpointOptions(command, {}, asked.checkpoint);
    command.allowUnknownOption().allowExcessArguments();
  }
  if (asked.kind !== "nothing") addForOthers(command, asked);
  command.action((_: string | undefined, flags: TrainFlags) => trainAction(asked, flags));
  examples(command, trainExamples(asked));
}

function addTextOptions(command: Command, { checkpoint, recipe }: AskedForText): void {
  addTaskOptions(command, recipe);
  if (checkpoint !== undefined) addCheckpointOptions(command, recipe.defaults, checkpoint);
  else addSettings(command, settingsFor({}), LANGUAGE_SETTINGS, recipe.defaults);
}

/** @param defaults of what it practises, where that is known */
function addCheckpointOptions(command: Command, defaults: Recipe["defaults"], checkpoint: string): void {
  command.option("--environment <name>", "what its model practises: a built-in one or a file");
  // It has been taught already.
  const taught = { ...defaults, pretrainSteps: 0, sftSteps: 0 };
  addSettings(command, settingsFor({ checkpoint }), LANGUAGE_SETTINGS, taught);
}

async function trainAction(asked: Asked, flags: TrainFlags): Promise<void> {
  if (asked.kind === "nothing")
    throw asked.error ?? new UsageError("expected the name of what is to be trained");
  checkFlags(flags);
  const request = await (asked.kind === "game" ? gameRequest(asked.name, flags) : textRequest(asked, flags));
  const { train } = await import("../../training/train.js");
  const output = createOutput();
  const progress = createProgress(output);
  const stop = interrupt(() =>
    progress.note("Stopping: the run is being saved (once more to quit at once)."),
  );
  let measured: EvaluationEvent | undefined;
  let started: StartedEvent | undefined;
  let finished: Sitting["finished"] | undefined;
  let dashboard: TrainingDashboard | undefined;
  try {
    for await (const event of train({ ...request, signal: stop.signal })) {
      progress.show(event);
      if (event.type === "started") started = event;
      if (event.type === "started" && flags.watch) dashboard = await openDashboard(progress, event.run);
      if (event.type === "evaluation") measured = event;
      if (event.type === "finished") finished = event;
    }
  } catch (error) {
    throw withHint(error);
  } finally {
    stop.dispose();
    progress.end();
    await dashboard?.close();
  }
  if (!started || !finished) return;
  const sitting = { started, finished };
  if (asked.kind === "game") conclude(output, sitting, measured, { game: asked.name, flags });
  else await concludeText(output, sitting, { asked, flags });
  if (dashboard)
    output.line(
      `The dashboard has ended; it shows the same again with\n  ${commandLine("watch", dashboard.runs)}`,
    );
}

/** A dashboard that cannot be shown is no reason not to train. */
async function openDashboard(progress: Progress, run: string): Promise<TrainingDashboard | undefined> {
  try {
    const dashboard = await TrainingDashboard.start(run);
    progress.note(`Watch it at ${dashboard.url}`);
    return dashboard;
  } catch (error) {
    progress.warn(`the dashboard cannot be shown: ${(error as Error).message}`);
    return undefined;
  }
}
