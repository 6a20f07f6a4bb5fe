import type { Game } from "../../games/game.js";
import { bar, percent } from "../format.js";
import type { Thought } from "./thinker.js";

const SHOWN = 5;

/** What a player thinks, as bars: its likeliest actions, and the result it expects for the player to move. */
export function thoughtLines(game: Game, thought: Thought): string[] {
  const likeliest = Array.from(thought.policy, (probability, action) => ({ probability, action }))
    .filter(({ probability }) => probability >= 0.005)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN);
  const names = likeliest.map(({ action }) => game.actionName(action));
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = likeliest.map(
    ({ probability }, i) =>
      `  ${names[i].padEnd(width)} ${bar(probability, 16)} ${percent(probability).padStart(7)}`,
  );
  return [...lines, `  win estimate ${percent((thought.value + 1) / 2)}`];
}
