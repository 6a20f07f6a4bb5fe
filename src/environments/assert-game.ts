import { GameError } from "../errors.js";
import type { Game } from "../games/game.js";

const positive = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

const MEMBERS: Readonly<Record<string, readonly [expected: string, fits: (value: unknown) => boolean]>> = {
  name: [
    "lower-case text with hyphens",
    (value) => typeof value === "string" && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
  ],
  players: ["1 or 2", (value) => value === 1 || value === 2],
  actions: ["a positive whole number", positive],
  maxLength: ["a positive whole number", positive],
  observation: [
    "{ channels, height, width }, all positive whole numbers",
    (value) => isObject(value) && positive(value.channels) && positive(value.height) && positive(value.width),
  ],
  symmetries: [
    "a list that starts with the identity",
    (value) => Array.isArray(value) && value.length > 0 && value.every(isObject),
  ],
  newState: ["a function that returns a state", isFunction],
  actionName: ["a function", isFunction],
  actionFromName: ["a function", isFunction],
};

const STATE_METHODS = ["reset", "copyFrom", "legalActions", "apply", "returns", "observe"];

/**
 * Checks that a value has the members of a {@link Game} and that its states have theirs. Whether they do what they
 * should is what `selfplay check` looks at.
 *
 * @param origin where the value came from, for the message
 * @throws GameError naming the first member that is missing or wrong
 */
export function assertGame(origin: string, value: unknown): Game {
  if (!isObject(value)) fail(origin, `expected a game, found ${show(value)}`);
  for (const [member, [expected, fits]] of Object.entries(MEMBERS)) {
    if (!(member in value)) fail(origin, `the game has no \`${member}\`: expected ${expected}`);
    if (!fits(value[member])) {
      fail(origin, `the game's \`${member}\`: expected ${expected}, found ${show(value[member])}`);
    }
  }
  const game = value as unknown as Game;
  const state: unknown = newState(origin, game);
  if (!isObject(state)) fail(origin, `newState(): expected a state, found ${show(state)}`);
  for (const method of STATE_METHODS) {
    if (!isFunction(state[method])) fail(origin, `the game's states have no method \`${method}\``);
  }
  if (!Number.isInteger(state.player)) {
    fail(origin, `a new state's \`player\`: expected a whole number, found ${show(state.player)}`);
  }
  return game;
}

function newState(origin: string, game: Game): unknown {
  try {
    return game.newState();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GameError("GAME_INVALID", `${origin}: newState() threw: ${reason}`, { cause });
  }
}

function fail(origin: string, problem: string): never {
  throw new GameError("GAME_INVALID", `${origin}: ${problem}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function show(value: unknown): string {
  if (isFunction(value)) return "a function";
  return JSON.stringify(value)?.slice(0, 80) ?? "nothing";
}
