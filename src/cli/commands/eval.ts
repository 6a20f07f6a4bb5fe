import type { Command } from "commander";
import { EPISODE_LIMITS } from "../../algorithms/language/episode-limits.js";
import { languageSettings } from "../../algorithms/language/settings.js";
import { unknownCharactersWarning } from "../../algorithms/language/unknown-characters.js";
import type { EvaluateOptions, EvaluationReport } from "../../evaluation/evaluate.js";
import type { TextEvaluationOptions } from "../../evaluation/text-evaluation.js";
import type { Recipe } from "../../recipes/recipe.js";
import { addElsewhere } from "../elsewhere.js";
import { gameEvaluationJson, gameEvaluationWords } from "../eval/game-words.js";
import { textEvaluationJson, textEvaluationWords } from "../eval/text-words.js";
import { watched } from "../eval/watched.js";
import { examples } from "../examples.js";
import { atLeast, whole } from "../numbers.js";
import { createOutput } from "../output.js";
import type { Measured } from "../scenario/measured.js";
import { addTaskOptions, givenTaskOptions } from "../scenario/task-options.js";
import { addSettings, flagOf, optionOf } from "../settings-options.js";
import { templateOption } from "../template-variable.js";

type Flags = EvaluateOptions & { readonly json?: true } & Readonly<Record<string, unknown>>;

const LIMITS = Object.fromEntries(EPISODE_LIMITS.map((name) => [name, languageSettings[name]]));
const LIMITS_AS_TRAINED = Object.fromEntries(
  EPISODE_LIMITS.map((name) => [name, `as in training, else ${languageSettings[name].default}`]),
);

/** @param measured what is to be measured, which decides which options there are */
export function addEval(program: Command, measured: Measured): void {
  const command = program
    .command("eval")
    .summary("measure how good a run has become")
    .description(
      "Measures the newest weights of a run: of a game without noise in a match, or for Connect Four on positions whose " +
        "exact values are known; of a language model, or of a checkpoint's folder, on held-out examples.",
    )
    .argument("<run>", "directory of the run, or of a checkpoint");
  if (measured.kind !== "language") addGameFlags(command);
  if (measured.kind !== "game")
    addTextFlags(command, measured.kind === "language" ? measured.recipe : undefined);
  command
    .option(
      "--seed <n>",
      "names the random numbers (default 1; of a language model that of the run)",
      whole(0),
    )
    .option("--json", "print one JSON object");
  if (measured.kind === "language")
    addElsewhere(command, GAME_FLAGS, "is for runs of games, found a language model");
  if (measured.kind === "game")
    addElsewhere(command, TEXT_FLAGS, "is for language models, found a run of a game");
  // Before it is known what is measured, no option can be said to be wrong.
  if (measured.kind === "nothing" && measured.error !== undefined)
    command.allowUnknownOption().allowExcessArguments();
  command.action((directory: string, flags: Flags) => evalAction(measured, directory, flags));
  examples(command, [
    ["selfplay eval runs/a", "a match against plain search, or the share of examples solved"],
    ["selfplay eval runs/a --positions positions.txt --simulations 64 --json", "share of optimal moves"],
    ["selfplay eval runs/a --against runs/b --games 200", "one run against another"],
    ["selfplay eval runs/addition-1 --examples 500 --samples 16", "pass@k up to 16, on more examples"],
    ["selfplay eval runs/addition-1 --fewest 5", "on all lengths of sums that it practised"],
    ["selfplay eval runs/addition-1 --stage sft", "the model before it practised"],
    ["selfplay eval Qwen2.5-0.5B --environment countdown", "a checkpoint on disk"],
  ]);
}

const GAME_FLAGS = ["positions", "against", "games", "opening-plies", "simulations", "symmetries"].map(
  (name) => `--${name}`,
);

function addGameFlags(command: Command): void {
  command
    .optionsGroup("Of a game:")
    .option("--positions <file>", "file of solved Connect Four positions, or a folder of such files")
    .option("--against <player>", "random, greedy, minimax:N, mcts:N, solver or a run (default mcts:100)")
    .option("--games <n>", "games of the match (default 40; against the solver 2)", whole(1))
    .option("--opening-plies <n>", "random plies each game starts with (default 2; solver 0)", whole(0))
    .option("--simulations <n>", "simulations a move (default 64)", whole(1))
    .option(
      "--symmetries <n>",
      "views of a position that the network's answer is averaged over (default 2)",
      whole(1),
    )
    .optionsGroup("Options:");
}

function addTextFlags(command: Command, recipe: Recipe | undefined): void {
  command
    .optionsGroup("Of a language model:")
    .option("--environment <name>", "what it is measured on: built in or a file (default what it practised)")
    .option("--examples <n>", "held-out examples (default as in training, else 200)", whole(1))
    .option("--samples <k>", "answers to each for pass@k (default as in training, else 8)", whole(1))
    .option(
      "--temperature <t>",
      "of all answers (default 0, the most likely one, for the accuracy and 1 for pass@k)",
      atLeast(0),
    )
    .option("--max-tokens <n>", "most tokens of an answer (default as in training, else 128)", whole(1))
    .addOption(templateOption())
    .option("--stage <name>", "the model that a stage ended with, such as sft (default the newest)")
    .optionsGroup("Options:");
  addSettings(command, LIMITS, "What an episode may spend:", LIMITS_AS_TRAINED);
  if (recipe) addTaskOptions(command, recipe);
}

async function evalAction(measured: Measured, directory: string, { json, ...flags }: Flags): Promise<void> {
  if (measured.kind === "nothing") throw measured.error;
  const output = createOutput({ json: json === true });
  const { evaluate } = await import("../../evaluation/evaluate.js");
  const report: EvaluationReport | undefined =
    measured.kind === "game"
      ? await evaluate(directory, flags)
      : await watched(process.stderr, (watching) =>
          evaluate(directory, { ...textOptions(measured.recipe, flags), ...watching }),
        );
  if (report === undefined) return;
  if (report.kind === "game") output.result(gameEvaluationJson(report), () => gameEvaluationWords(report));
  else {
    const { environment, unknownCharacters } = report;
    if (unknownCharacters.length > 0) output.warn(unknownCharactersWarning(environment, unknownCharacters));
    output.result(textEvaluationJson(report), () => textEvaluationWords(report));
  }
}

const TEXT_OPTIONS = [
  "environment",
  "examples",
  "samples",
  "temperature",
  "maxTokens",
  "templateOptions",
  ...EPISODE_LIMITS,
  "stage",
  "seed",
] as const satisfies readonly (keyof TextEvaluationOptions)[];

const TEXT_FLAGS = TEXT_OPTIONS.map(flagOf);

/** The options of the environment are among the flags. */
function textOptions(recipe: Recipe, flags: Flags): EvaluateOptions {
  const environmentOptions = givenTaskOptions(recipe, flags);
  const given = TEXT_OPTIONS.map((name) => [name, flags[optionOf(name)]]);
  const options = Object.fromEntries(
    given.filter(([, value]) => value !== undefined),
  ) as TextEvaluationOptions;
  return Object.keys(environmentOptions).length > 0 ? { ...options, environmentOptions } : options;
}
