import type { Command } from "commander";
import { languageSettings } from "../../algorithms/language/settings.js";
import { resolveSettings } from "../../algorithms/settings.js";
import {
  checkTextEnvironment,
  type EnvironmentProblem,
  type TextCheckName,
} from "../../environments/index.js";
import type { Game } from "../../games/game.js";
import { checkGame, type GameCheckName, type GameProblem } from "../../games/index.js";
import { addElsewhere } from "../elsewhere.js";
import { examples } from "../examples.js";
import { addGameOptions, gameFrom } from "../game-argument.js";
import { createOutput, type Output } from "../output.js";
import type { Asked, AskedForText } from "../scenario/asked.js";
import { addTaskOptions, givenTaskOptions } from "../scenario/task-options.js";
import { addSettings, flagOf, givenSettings } from "../settings-options.js";

/** What each check of a game makes sure of. */
const GAME_MEANING: Readonly<Record<GameCheckName, string>> = {
  length: "every game ends within maxLength",
  players: "the player to move is one of the players",
  masks: "legal-action masks fit and are never empty",
  returns: "results are from −1 to 1 and sum to zero",
  observations: "observations are finite and stay in their place",
  reset: "reset goes back to the start",
  copies: "copies share nothing with their originals",
  names: "action names can be read back",
  symmetries: "symmetries keep the rules",
  mover: "the observation is the mover's view",
};

/** What each check of a task makes sure of. */
const TASK_MEANING: Readonly<Record<TextCheckName, string>> = {
  members: "no part of it is misspelt",
  sizes: "there are examples to learn from and examples held out",
  examples: "examples are plain data with an id and a difficulty",
  "held out": "enough different examples are held out to measure on",
  repeatable: "an example is the same each time",
  splits: "nothing that is held out is learnt from",
  openings: "something is asked",
  ends: "every episode ends",
  demonstrations: "demonstrations solve, and solving pays",
  "wrong answers": "answers without thought solve nothing and earn nothing",
};

const NETWORK = "network";

/** As a run has it, but for what is bounded by it here. */
const LIMITS = {
  environmentSeconds: {
    ...languageSettings.environmentSeconds,
    help: "seconds that a task in text may take to begin, for an answer or for a tool; to make an example or a demonstration too, where it comes from a file",
  },
} as const;

/** @param asked what is to be checked, which decides which options there are */
export function addCheck(program: Command, asked: Asked): void {
  const command = program
    .command("check")
    .summary("look for mistakes in a game or a task")
    .description(
      "Plays a game at random and looks for everything that would make training on it go wrong, then makes sure " +
        "that its network can learn one batch by heart. A task in text is played with its demonstrations and with " +
        "answers that should not be paid. Ends with status 1 when there is a problem.",
    )
    .argument(
      "<scenario>",
      "a game or a text environment: built in (see `selfplay list`) or exported by a file; or a file of rows (.jsonl, .parquet)",
    )
    .option("--json", "print one JSON object");
  if (asked.kind === "game")
    addElsewhere(command, Object.keys(LIMITS).map(flagOf), "is for tasks in text, found a game");
  else addSettings(command, LIMITS, "Options:");
  if (asked.kind === "text") addTaskOptions(command, asked.recipe);
  else addGameOptions(command, asked.kind === "game" ? asked.game.name : undefined);
  // Before it is known what is checked, no option can be said to be wrong.
  if (asked.kind === "nothing" && asked.error !== undefined) command.allowUnknownOption();
  command.action(async (name: string, options: Readonly<Record<string, unknown>>) => {
    if (asked.kind === "nothing") throw asked.error;
    const output = createOutput({ json: options.json === true });
    const checked = await (asked.kind === "game"
      ? gameFrom(name, options).then(checkedGame)
      : checkedTask(asked, options));
    const failed = checked.problems.some(({ severity }) => severity === "error");
    output.result({ [checked.kind]: checked.name, ok: !failed, problems: checked.problems }, () =>
      report(output, checked),
    );
    if (failed) process.exitCode = 1;
  });
  examples(command, [
    ["selfplay check ./my-game.ts", "before the first training"],
    ["selfplay check ./my-task.ts", "a task in text that a file exports"],
    ["selfplay check go --size 7", "a built-in game is checked the same way"],
    ["selfplay check sudoku --size 9", "and so is a built-in task"],
  ]);
}

/** What was found of a game or a task. */
interface Checked {
  readonly kind: "game" | "environment";
  readonly name: string;
  readonly problems: readonly Problem[];
  /** What was made sure of, by the name of the check. */
  readonly meaning: Readonly<Record<string, string>>;
}

type Problem = GameProblem | EnvironmentProblem;

/** What a recipe practises is what it is checked on. */
async function checkedTask(
  { recipe, environmentOptions }: AskedForText,
  flags: Readonly<Record<string, unknown>>,
): Promise<Checked> {
  const { environmentsOf } = await import("../../scenarios/recipe-environments.js");
  const { sandboxRunner } = await import("../../recipes/sandbox-runner.js");
  const options = { ...environmentOptions, ...givenTaskOptions(recipe, flags) };
  const { environmentSeconds } = resolveSettings(LIMITS, givenSettings(LIMITS, flags));
  const runner = sandboxRunner();
  try {
    const { practised } = await environmentsOf(recipe, options, { runner, seconds: environmentSeconds });
    const problems = await checkTextEnvironment(practised, { environmentSeconds });
    return { kind: "environment", name: practised.name, problems, meaning: made(problems) };
  } finally {
    await runner.close();
  }
}

/** The checks that were made: without sound examples the later ones are not. */
function made(problems: readonly Problem[]): Readonly<Record<string, string>> {
  const wrong = (check: string) =>
    problems.some((found) => found.check === check && found.severity === "error");
  const needed = ["sizes", "examples"];
  const last = needed.find(wrong);
  if (last === undefined) return TASK_MEANING;
  const names = ["members", ...needed.slice(0, needed.indexOf(last) + 1)];
  return Object.fromEntries(Object.entries(TASK_MEANING).filter(([name]) => names.includes(name)));
}

async function checkedGame(game: Game): Promise<Checked> {
  const problems = checkGame(game);
  const sound = problems.every(({ severity }) => severity !== "error");
  // A game that breaks the contract cannot be learnt from; its own problems come first.
  if (!sound) return { kind: "game", name: game.name, problems, meaning: GAME_MEANING };
  problems.push(...(await checkNetwork(game)));
  const meaning = { ...GAME_MEANING, [NETWORK]: "its network can learn one batch by heart" };
  return { kind: "game", name: game.name, problems, meaning };
}

/** Whether the game's network can learn one batch by heart. */
async function checkNetwork(game: Game): Promise<GameProblem[]> {
  const { overfitOneBatch } = await import("../../algorithms/alpha-zero/overfit.js");
  const { learnt, positions, steps, policyLoss, valueLoss } = await overfitOneBatch(game);
  if (learnt) return [];
  const message =
    `after ${steps} steps on ${positions} positions the policy loss is ${policyLoss.toFixed(2)} and the value loss ` +
    `${valueLoss.toFixed(2)}; do the observations tell different positions apart?`;
  return [{ check: NETWORK, severity: "error", message }];
}

function report(output: Output, { kind, name, problems, meaning }: Checked): string {
  const { green, red, yellow, bold } = output.colours;
  const checks = new Map<string, string>(Object.entries(meaning));
  for (const { check } of problems) if (!checks.has(check)) checks.set(check, `the ${kind} can be played`);
  const lines = [...checks].flatMap(([check, meaning]) => {
    const found = problems.filter((problem) => problem.check === check);
    if (found.length === 0) return [`${green("ok       ")}${meaning}`];
    return found.map(({ severity, message }) => {
      const word = severity === "error" ? red("problem  ") : yellow("warning  ");
      return `${word}${meaning}: ${message}`;
    });
  });
  return [...lines, bold(`${name} ${verdict(problems)}.`)].join("\n");
}

function verdict(problems: readonly Problem[]): string {
  const of = (severity: Problem["severity"], word: string) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
  };
  const errors = of("error", "problem");
  const warnings = of("warning", "warning");
  if (errors !== "") return `has ${[errors, warnings].filter(Boolean).join(" and ")}`;
  return warnings === "" ? "looks sound" : `looks sound, with ${warnings}`;
}
