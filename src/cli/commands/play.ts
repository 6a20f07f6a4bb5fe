import type { Command } from "commander";
import type { Game } from "../../games/game.js";
import { mctsPolicy } from "../../policies/index.js";
import { Random } from "../../random/index.js";
import { loadGameOfRun } from "../../scenarios/file-of-run.js";
import { folderKind } from "../../trained/model-folder.js";
import { examples } from "../examples.js";
import { addGameOptions, gameArgument, gameFrom, givenGameOptions } from "../game-argument.js";
import { whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { LineReader } from "../play/line-reader.js";
import { PlaySession } from "../play/session.js";
import type { Thinker } from "../play/thinker.js";
import { type AskedGame, gameOfRun, newestRun, openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";

/** Playouts of the opponent when nothing was trained, and simulations of a trained one. */
const PLAYOUTS = 2000;
const SIMULATIONS = 128;

interface Options extends Readonly<Record<string, unknown>> {
  readonly against?: string;
  readonly simulations?: number;
  readonly first?: true;
  readonly second?: true;
}

export function addPlay(program: Command): void {
  const command = program
    .command("play")
    .summary("play a game against what was trained")
    .description(
      "Plays against a trained run, and shows what it thinks. While playing, type a move or hint, undo, moves, " +
        "resign, help or quit.",
    )
    .addArgument(
      gameArgument("a built-in game (see `selfplay list`), a TypeScript file that exports one, or a run"),
    )
    .option("--against <run>", "a run, or mcts:N (default the newest run of the game, else mcts)")
    .option("--simulations <n>", `simulations a move (default ${SIMULATIONS}; mcts ${PLAYOUTS})`, whole(1))
    .option("--first", "move first (the default)")
    .option("--second", "move second");
  addGameOptions(command);
  command.action(playAction);
  examples(command, [
    ["selfplay play connect-four", "against the newest run under runs/"],
    ["selfplay play runs/a --second", "the game of that run against what was trained, which moves first"],
    ["selfplay play hex --size 5 --against mcts:5000", "against a search that has learnt nothing"],
    ["selfplay play ./my-game.ts --simulations 400", "a game of your own, against a stronger player"],
  ]);
}

async function playAction(name: string, options: Options): Promise<void> {
  if (options.first && options.second) throw new UsageError("--first and --second: give one of them");
  const output = createOutput();
  const asked = await askedGame(name, options);
  const against = options.against ?? asked.run;
  const mcts = /^mcts:(.+)$/.exec(against ?? "");
  const run = mcts ? undefined : (against ?? (await newestRun(asked)));
  const game = run === undefined ? asked.game : await gameOfRun(await openExistingRun(run), asked);
  const playouts = mcts ? Number(mcts[1]) : (options.simulations ?? PLAYOUTS);
  const opponent =
    run === undefined ? searcher(game, playouts) : await trained(run, options.simulations ?? SIMULATIONS);
  const reader = new LineReader(process.stdin, process.stdout);
  try {
    await new PlaySession(game, opponent, reader, output, options.second ? 1 : 0).run();
  } finally {
    reader.close();
    await opponent.close();
  }
}

/** The game that is named; a run stands for its game, against what was trained in it. */
async function askedGame(name: string, options: Options): Promise<AskedGame & { readonly run?: string }> {
  const given = givenGameOptions(options);
  if ((await folderKind(name)) !== "run") return { game: await gameFrom(name, options), options: given };
  const run = await openExistingRun(name);
  if (run.config.game === undefined)
    throw new UsageError(`${name}: is a run of a language model; \`selfplay chat ${name}\` talks to it`);
  return { game: await loadGameOfRun(run), options: given, run: name };
}

/** Plain Monte-Carlo tree search, which has learnt nothing. */
function searcher(game: Game, playouts: number): Thinker {
  const policy = mctsPolicy(game, playouts);
  let asked = 0;
  return {
    name: `plain search with ${playouts} playouts, which has learnt nothing`,
    think: async (state) => policy.analyse(state, new Random(1, "play", asked++)),
    close: async () => {},
  };
}

async function trained(run: string, simulations: number): Promise<Thinker> {
  const { loadPlayer } = await import("../../trained/trained-player.js");
  const player = await loadPlayer(run, { simulations, slots: 1 });
  return {
    name: `${run}, step ${player.step}, ${simulations} simulations`,
    think: (state) => player.analyse(state),
    close: () => player.close(),
  };
}
