import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type GameReference, loadReferencedGame } from "../../environments/load-game.js";
import type { Game, GameState } from "../../games/game.js";
import type { Device } from "../../graph/index.js";
import { heldOutTest } from "../../league/held-out.js";
import { playMatch } from "../../league/match.js";
import { NetworkPlayer, RawPolicyPlayer } from "../../league/network-player.js";
import type { Player } from "../../league/player.js";
import type { MatchRecord } from "../../league/rating.js";
import { scriptedPlayer } from "../../league/scripted-players.js";
import { NetworkEvaluator, type NetworkWeights } from "../../networks/network-evaluator.js";
import { replaceDurably } from "../../run/disk.js";
import { asWeights, decodeSafetensors, encodeSafetensors } from "../../run/index.js";
import { serve } from "../../threads/remote.js";
import { makeSearch } from "./make-search.js";
import { type AlphaZeroValues, networkShape } from "./settings.js";

/** What the examiner's thread is started with. */
export interface ExaminerStart {
  readonly reference: GameReference;
  readonly settings: AlphaZeroValues;
  readonly seed: number;
  readonly device: Device;
  /** Where the weights of past selves are kept. */
  readonly leagueDirectory: string;
}

/** What an examination found. */
export interface Examination {
  readonly step: number;
  readonly heldOut?: {
    readonly label: string;
    readonly value: number;
    readonly interval: readonly [number, number];
    readonly details: Readonly<Record<string, number>>;
  };
  readonly matches: readonly MatchRecord[];
}

interface Seat {
  readonly evaluator: NetworkEvaluator;
  readonly player: (name: string) => NetworkPlayer<GameState>;
  readonly forget: () => void;
}

interface Office {
  readonly start: ExaminerStart;
  readonly game: Game;
  readonly candidate: Seat;
  readonly opponent: Seat;
}

let office: Office | undefined;

function ready(): Office {
  if (!office) throw new Error("the examiner's thread was not started");
  return office;
}

const handlers = {
  async start(start: ExaminerStart): Promise<void> {
    const game = await loadReferencedGame(start.reference);
    const seat = (): Seat => {
      const search = makeSearch(game, start.settings, SLOTS);
      const placement = { device: start.device, threads: 1 };
      const evaluator = new NetworkEvaluator(game, networkShape(start.settings), search.capacity, placement);
      return {
        evaluator,
        player: (name) => new NetworkPlayer(name, search, evaluator, LEAGUE_SIMULATIONS),
        forget: () => search.forget(),
      };
    };
    await mkdir(start.leagueDirectory, { recursive: true });
    office = { start, game, candidate: seat(), opponent: seat() };
  },

  /** Tests new weights on what is held out and lets them play the fixed opponents and some past selves. */
  async examine({ step, weights }: { step: number; weights: NetworkWeights }): Promise<Examination> {
    const { start, game, candidate } = ready();
    await candidate.evaluator.load(weights);
    candidate.forget();
    const player = candidate.player(stepName(step));
    const { channels, height, width } = game.observation;
    const raw = new RawPolicyPlayer("policy", candidate.evaluator, game.actions, channels * height * width);
    const test = await heldOutTest(game);
    const heldOut = test && (await test({ player, raw, simulations: TEST_SIMULATIONS }));
    const matches: MatchRecord[] = [];
    for (const name of FIXED_OPPONENTS) matches.push(await match(player, scriptedPlayer(game, name), step));
    for (const past of await pastSteps(start.leagueDirectory, step)) {
      matches.push(await match(player, await pastSelf(past), step));
    }
    await replaceDurably(leagueFile(start.leagueDirectory, step), encodeSafetensors(weights));
    return { step, matches, ...(heldOut && { heldOut }) };
  },
};

/** The methods of the examiner's thread. */
export type ExaminerThread = typeof handlers;

serve(handlers);

async function match(player: Player, other: Player, step: number): Promise<MatchRecord> {
  const { game, start } = ready();
  const result = await playMatch(game, [player, other], { games: LEAGUE_GAMES, seed: start.seed + step });
  const { wins, draws, losses } = result;
  return { players: [player.name, other.name], wins, draws, losses };
}

async function pastSelf(step: number): Promise<Player> {
  const { start, opponent } = ready();
  const file = leagueFile(start.leagueDirectory, step);
  await opponent.evaluator.load(asWeights(decodeSafetensors(await readFile(file), file).tensors, file));
  opponent.forget();
  return opponent.player(stepName(step));
}

/** The latest past self, and one from half the way back. */
async function pastSteps(directory: string, before: number): Promise<number[]> {
  const steps = (await readdir(directory))
    .map((file) => Number(/^step-(\d+)\.safetensors$/.exec(file)?.[1] ?? Number.NaN))
    .filter((step) => step < before)
    .sort((a, b) => a - b);
  const half = steps.findLast((step) => step <= before / 2);
  return [...new Set([half, steps.at(-1)])].filter((step) => step !== undefined);
}

const stepName = (step: number) => `step ${step}`;
const leagueFile = (directory: string, step: number) => join(directory, `step-${step}.safetensors`);

const SLOTS = 64;
const LEAGUE_GAMES = 24;
const LEAGUE_SIMULATIONS = 32;
const TEST_SIMULATIONS = 64;
const FIXED_OPPONENTS = ["random", "greedy", "mcts:100"];
