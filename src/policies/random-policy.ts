import type { Game, GameState } from "../games/game.js";
import type { Policy } from "./policy.js";
import { randomLegal } from "./random-legal.js";

/** Plays any legal action, all equally likely. */
export function randomPolicy<State extends GameState>(game: Game<State>): Policy<State> {
  const mask = new Uint8Array(game.actions);
  return { name: "random", choose: (state, random) => randomLegal(state, mask, random) };
}
