import type { Game } from "../../games/game.js";
import type { NetworkShape } from "../../networks/policy-value.js";
import { number, resolveSettings, type Setting, type Values, whole } from "../settings.js";

/** Every setting of AlphaZero, with its default for a game that has none of its own. */
export const alphaZeroSettings = {
  network: {
    type: "choice",
    choices: ["residual", "mlp"],
    default: "residual",
    help: "residual: convolutions over the board; mlp: for small games",
  },
  blocks: whole(4, 0, 40, "residual blocks, or hidden layers of the mlp"),
  channels: whole(32, 1, 512, "channels of a residual block, or units of a hidden layer"),
  search: {
    type: "choice",
    choices: ["gumbel", "puct"],
    default: "gumbel",
    help: "gumbel: Danihelka et al. 2022; puct: Silver et al. 2018",
  },
  simulations: whole(32, 1, 100_000, "simulations of a full search"),
  fastSimulations: whole(8, 1, 100_000, "simulations of a fast search"),
  fullSearchShare: number(1, 0, 1, "share of moves that get a full search (playout-cap randomisation)"),
  explore: {
    type: "boolean",
    default: true,
    help: "explore in self-play's full searches (Gumbel or Dirichlet noise)",
  },
  considered: whole(8, 1, 1000, "actions considered at the root by the gumbel search"),
  solve: { type: "boolean", default: true, help: "propagate proven wins, losses and draws through the tree" },
  lookahead: whole(0, 0, 2, "plies looked ahead at each new position for wins and losses (needs solve)"),
  openingShare: number(0.5, 0, 1, "share of games that start from a random position"),
  openingPlies: whole(8, 0, 1000, "the most random plies such a game starts with"),
  resignBelow: number(1, 0, 1, "a player resigns below minus this value, twice running; 1 never"),
  resignChecked: number(0.1, 0, 1, "share of games played on after a resignation, to check it"),
  slots: whole(64, 1, 4096, "games each worker plays at once: the network's batch"),
  roundPlies: whole(8, 1, 10_000, "searches per game slot between two updates of the players' weights"),
  cacheSize: whole(65_536, 0, 16_777_216, "positions in each worker's evaluation cache"),
  batchSize: whole(256, 1, 65_536, "positions in a learner's batch"),
  reuse: number(4, 0, 1000, "times each new position is learnt from, on average"),
  learningRate: number(2e-2, 0, 10, "highest learning rate of AdamW; cosine to zero over the run"),
  warmup: whole(100, 0, 1_000_000, "steps over which the learning rate rises"),
  weightDecay: number(0.2, 0, 10, "weight decay of AdamW"),
  clip: number(1, 0, 1e9, "largest norm of the gradient; a longer one is scaled down"),
  valueWeight: number(1, 0, 100, "weight of the value loss beside the policy loss"),
  lambda: number(0.8, 0, 1, "TD(λ) of the value target: 1 the game's result, 0 the position's own search"),
  averaging: number(0.99, 0, 0.99999, "decay of the moving average of the weights that plays and is saved"),
  windowStart: whole(20_000, 1, 100_000_000, "positions in the replay window at first"),
  windowExponent: number(0.65, 0, 1, "how the window grows with the data; 0 not at all, 1 keeps everything"),
  checkpointMinutes: number(1, 0, 10_000, "minutes between checkpoints"),
  keepCheckpoints: whole(3, 1, 10_000, "newest checkpoints kept, besides the best"),
  evaluations: whole(10, 0, 10_000, "how often strength is measured during the run"),
} as const satisfies Record<string, Setting>;

/** Values of {@link alphaZeroSettings}. */
export type AlphaZeroValues = Values<typeof alphaZeroSettings>;

/** The given settings, completed with the game's own defaults and the general ones, and checked. */
export function resolveAlphaZero(game: Game, given: Readonly<Record<string, unknown>>): AlphaZeroValues {
  return resolveSettings(alphaZeroSettings, given, alphaZeroDefaults(game));
}

/** Defaults found by measurement for a built-in game (docs/alphazero.md); none for a game of one's own. */
export function alphaZeroDefaults(game: Game): Readonly<Record<string, number | string | boolean>> {
  return DEFAULTS[game.name] ?? {};
}

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, number | string | boolean>>>> = {
  "tic-tac-toe": { network: "mlp", blocks: 2, channels: 64, openingPlies: 3, considered: 9 },
  "connect-four": { considered: 7, lookahead: 2, openingShare: 0.8, openingPlies: 36 },
};

/** The part of the settings that shapes the network. */
export function networkShape(settings: AlphaZeroValues): NetworkShape {
  const { network, blocks, channels } = settings;
  return { kind: network === "mlp" ? "mlp" : "residual", blocks, channels };
}
