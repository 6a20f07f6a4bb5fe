import type { Command } from "commander";
import type { Game } from "../../games/game.js";
import { checkGame, type GameCheckName, type GameProblem } from "../../games/index.js";
import { examples } from "../examples.js";
import { addGameOptions, gameArgument, gameFrom } from "../game-argument.js";
import { createOutput, type Output } from "../output.js";

/** What each check of a game makes sure of. */
const MEANING: Readonly<Record<GameCheckName, string>> = {
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

const NETWORK = "network";

export function addCheck(program: Command): void {
  const command = program
    .command("check")
    .summary("look for mistakes in a game")
    .description(
      "Plays a game at random and looks for everything that would make training on it go wrong, then makes sure " +
        "that its network can learn one batch by heart. Ends with status 1 when there is a problem.",
    )
    .addArgument(gameArgument())
    .option("--json", "print one JSON object");
  addGameOptions(command);
  command.action(async (name: string, options: Readonly<Record<string, unknown>>) => {
    const output = createOutput({ json: options.json === true });
    const game = await gameFrom(name, options);
    const problems = checkGame(game);
    // A game that breaks the contract cannot be learnt from; its own problems come first.
    if (!problems.some(({ severity }) => severity === "error")) problems.push(...(await checkNetwork(game)));
    const failed = problems.some(({ severity }) => severity === "error");
    output.result({ game: game.name, ok: !failed, problems }, () => report(output, game, problems));
    if (failed) process.exitCode = 1;
  });
  examples(command, [
    ["selfplay check ./my-game.ts", "before the first training"],
    ["selfplay check go --size 7", "a built-in game is checked the same way"],
  ]);
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

function report(output: Output, game: Game, problems: readonly GameProblem[]): string {
  const { green, red, yellow, bold } = output.colours;
  const checks = new Map<string, string>(Object.entries(MEANING));
  const contractHolds = problems.every(({ severity, check }) => severity !== "error" || check === NETWORK);
  if (contractHolds) checks.set(NETWORK, "its network can learn one batch by heart");
  for (const { check } of problems) if (!checks.has(check)) checks.set(check, "the game can be played");
  const lines = [...checks].flatMap(([check, meaning]) => {
    const found = problems.filter((problem) => problem.check === check);
    if (found.length === 0) return [`${green("ok       ")}${meaning}`];
    return found.map(({ severity, message }) => {
      const word = severity === "error" ? red("problem  ") : yellow("warning  ");
      return `${word}${meaning}: ${message}`;
    });
  });
  return [...lines, bold(`${game.name} ${verdict(problems)}.`)].join("\n");
}

function verdict(problems: readonly GameProblem[]): string {
  const of = (severity: GameProblem["severity"], word: string) => {
    const count = problems.filter((problem) => problem.severity === severity).length;
    return count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;
  };
  const errors = of("error", "problem");
  const warnings = of("warning", "warning");
  if (errors !== "") return `has ${[errors, warnings].filter(Boolean).join(" and ")}`;
  return warnings === "" ? "looks sound" : `looks sound, with ${warnings}`;
}
