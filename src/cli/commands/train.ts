import { type Command, Option } from "commander";
import type { EvaluationEvent, StartedEvent } from "../../algorithms/algorithm.js";
import { alphaZeroDefaults, alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
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
import { withHint } from "../train/hint.js";
import { addForOthers } from "../train/others.js";
import type { Sitting } from "../train/spent.js";
import { concludeText } from "../train/text-conclusion.js";
import { settingsFor, textRequest } from "../train/text-request.js";
import { UsageError } from "../usage-error.js";

const DEFAULT_MINUTES = {
  nothing: "10; of a language model until its steps are made",
  game: "10",
  text: "until its steps are made",
} as const satisfies Record<Asked["kind"], string>;

const DEVICES = ["cpu", "webgpu", "cuda"];

const EXAMPLES = {
  nothing: [
    ["selfplay train connect-four --minutes 10", "the landmark: mastery of Connect Four by self-play"],
    ["selfplay train addition", "a small language model learns to add longer numbers than it was shown"],
    ["selfplay train ./my-task.ts", "a game or a text environment of your own"],
    ["selfplay train Qwen2.5-0.5B --environment countdown --lora 16", "a checkpoint on disk"],
    ["selfplay train connect-four --watch", "with the dashboard to look at meanwhile"],
    ["selfplay train connect-four --help", "every setting of AlphaZero, as it is for that game"],
    ["selfplay train addition --help", "every setting of training a language model, and of that recipe"],
  ],
  game: [
    ["selfplay train connect-four --minutes 10", "the landmark: mastery of Connect Four"],
    ["selfplay train tic-tac-toe --minutes 1", "the smallest one"],
    ["selfplay train othello --size 6 --simulations 64", "a smaller board, a deeper search"],
    ["selfplay train ./my-game.ts --out runs/mine", "a game of your own"],
    ["selfplay train ./my-game.ts --out runs/mine --resume", "go on with it"],
  ],
  text: [
    ["selfplay train addition", "the recipe as it was measured"],
    ["selfplay train addition --digits 6 --rl-steps 300", "shorter sums, less practice"],
    ["selfplay train countdown --algorithm expert-iteration", "another algorithm"],
    ["selfplay train ./my-task.ts --preset compact", "a text environment of your own, a larger model"],
    ["selfplay train Qwen2.5-0.5B --environment countdown --lora 16", "a checkpoint on disk"],
    ["selfplay train addition --resume", "go on with the newest run of it"],
  ],
} as const satisfies Record<Asked["kind"], readonly (readonly [string, string])[]>;

/** @param asked what is to be trained, which decides which options there are */
export function addTrain(program: Command, asked: Asked): void {
  const command = program
    .command("train")
    .summary("learn a game by self-play, or train a language model")
    .description(description(asked))
    .argument(
      // A run that is gone on with tells what it trains.
      asked.kind === "nothing" && asked.error === undefined ? "<scenario>" : "[scenario]",
      "a game or a text environment: built in (see `selfplay list`) or exported by a TypeScript file; or the folder " +
        "of a checkpoint",
    )
    .option("--minutes <x>", `train for so long (default ${DEFAULT_MINUTES[asked.kind]})`, positive)
    .option("--steps <n>", "train for so many steps of the learner instead", whole(1))
    .option("--out <dir>", "directory of the run (default runs/<scenario>-<n>)")
    .option("--seed <n>", "names the run's random numbers (default 1)", whole(0))
    .option("--workers <n>", "threads (default one for each core)", whole(1))
    .addOption(
      new Option("--device <name>", "where the networks of games run (default cpu)")
        .choices(DEVICES)
        .hideHelp(asked.kind === "text"),
    )
    .option("--resume", "go on with the run in --out, or with the newest of this scenario")
    .option("--fallback", "with --resume: where the last checkpoint is damaged, go on from the last good one")
    .option("--overwrite", "replace the run that is in --out already")
    .option("--watch", "show the dashboard meanwhile, in a browser of this machine; see `selfplay watch`");
  if (asked.kind === "game") {
    addGameOptions(command, asked.game.name);
    addSettings(command, alphaZeroSettings, "Settings of AlphaZero:", alphaZeroDefaults(asked.game));
  } else if (asked.kind === "text") addTextOptions(command, asked);
  // Before it is known what is trained, no option can be said to be wrong.
  else if (asked.error !== undefined) command.allowUnknownOption().allowExcessArguments();
  if (asked.kind !== "nothing") addForOthers(command, asked);
  command.action((_: string | undefined, flags: TrainFlags) => trainAction(asked, flags));
  examples(command, EXAMPLES[asked.kind]);
}

function description(asked: Asked): string {
  const stops = "Ctrl-C saves the run and says how to go on with it.";
  if (asked.kind === "game")
    return `Learns a game by playing against itself, from nothing but its rules. ${stops}`;
  if (asked.kind === "text")
    return (
      "Trains a language model in stages: it is shown demonstrations, where it is a new one, and then gets better by " +
      `trying, being checked, and learning from that. ${stops}`
    );
  return (
    "Learns a game by self-play (AlphaZero), or trains a language model in a text environment. Which options there " +
    `are besides these depends on what is trained: \`selfplay train SCENARIO --help\` tells them. ${stops}`
  );
}

function addTextOptions(command: Command, asked: AskedForText): void {
  const { checkpoint, recipe } = asked;
  if (checkpoint !== undefined)
    command.option("--environment <name>", "what its model practises: a built-in one or a file");
  addTaskOptions(command, recipe);
  // A model that comes from a checkpoint has been taught already.
  const taught = checkpoint === undefined ? {} : { pretrainSteps: 0, sftSteps: 0 };
  const defaults = { ...recipe.defaults, ...taught };
  addSettings(command, settingsFor(asked), "Settings of training a language model:", defaults);
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
