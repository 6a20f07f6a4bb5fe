import { GameError, OptionError } from "../errors.js";
import { nearest } from "../suggest.js";
import { breakthrough } from "./breakthrough.js";
import { connectFour } from "./connect-four/connect-four.js";
import type { Game } from "./game.js";
import { go } from "./go/go.js";
import { gomoku } from "./gomoku.js";
import { hex } from "./hex.js";
import { othello } from "./othello/othello.js";
import { ticTacToe } from "./tic-tac-toe.js";

/** Values of a game's options by name, such as `{ size: 6 }`. */
export type GameOptions = NonNullable<Game["options"]>;

/** A setting that a built-in game is made with; on the command line `--size`, `--move-limit` and so on. */
export interface GameOption {
  /** One line, with the range. */
  readonly description: string;
  /** Left out where it depends on another option; the description says how. */
  readonly default?: number;
}

/** A built-in game as the command line knows it. */
export interface GameEntry {
  /** Lower case with hyphens; the same as the game's own name. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options: Readonly<Record<string, GameOption>>;
  /** Options are checked by the game: a wrong value is an OptionError. */
  readonly make: (options: Readonly<Record<string, number>>) => Game;
}

const size = (from: number, to: number, fallback: number): GameOption => ({
  description: `rows and columns, ${from} to ${to}`,
  default: fallback,
});

/** The built-in games, the simplest first. */
export const builtInGames: readonly GameEntry[] = [
  {
    name: "tic-tac-toe",
    description: "three in a row on a board of 3 × 3",
    options: {},
    make: ticTacToe,
  },
  {
    name: "connect-four",
    description: "four in a row on a standing board of 7 columns and 6 rows",
    options: {},
    make: connectFour,
  },
  {
    name: "othello",
    description: "enclose the other's discs to turn them over; most discs win",
    options: { size: { description: "rows and columns: 4, 6, 8 or 10", default: 8 } },
    make: othello,
  },
  {
    name: "gomoku",
    description: "five stones or more in a row, free-style",
    options: { size: size(5, 26, 15) },
    make: gomoku,
  },
  {
    name: "hex",
    description: "join your two edges of the board; no draws",
    options: { size: size(2, 26, 11) },
    make: hex,
  },
  {
    name: "breakthrough",
    description: "bring one piece to the far row; no draws",
    options: { size: size(4, 26, 8) },
    make: breakthrough,
  },
  {
    name: "go",
    description: "surround more than the other player; Tromp–Taylor rules",
    options: {
      size: size(2, 25, 9),
      komi: { description: "points for White", default: 7.5 },
      moveLimit: {
        description: "moves after which the board is counted as it stands; 2 · size² if not given",
      },
    },
    make: go,
  },
];

/** The built-in game with exactly that name. */
export function findGame(name: string): GameEntry | undefined {
  return builtInGames.find((entry) => entry.name === name);
}

/**
 * Makes a built-in game. `gameByName(game.name, game.options)` is the same game again, in another thread or a
 * later process.
 *
 * @throws GameError `UNKNOWN_GAME` with the nearest name; OptionError for an option it does not have or cannot take
 * @example
 * const game = gameByName("go", { size: 7, komi: 9 });
 */
export function gameByName(name: string, options: GameOptions = {}): Game {
  const entry = findGame(name);
  if (entry === undefined) {
    const names = builtInGames.map((game) => game.name);
    const hint = nearest(name, names);
    const meant = hint === undefined ? "." : `; did you mean ${JSON.stringify(hint)}?`;
    const message = `there is no game ${JSON.stringify(name)}${meant} Built-in games: ${names.join(", ")}`;
    throw new GameError("UNKNOWN_GAME", message);
  }
  return entry.make(numbers(entry, options));
}

function numbers(entry: GameEntry, options: GameOptions): Readonly<Record<string, number>> {
  const checked: Record<string, number> = {};
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(entry.options, option)) throw unknownOption(entry, option);
    if (typeof value !== "number") throw new OptionError(`${entry.name} ${option}`, "a number", value);
    checked[option] = value;
  }
  return checked;
}

function unknownOption(entry: GameEntry, option: string): OptionError {
  const names = Object.keys(entry.options);
  if (names.length === 0)
    return new OptionError(`option of ${entry.name}`, "none, it has no options", option);
  const hint = nearest(option, names);
  const expected = hint === undefined ? names.join(" or ") : `${names.join(" or ")} (did you mean ${hint}?)`;
  return new OptionError(`option of ${entry.name}`, expected, option);
}
