import type { Game } from "../../games/game.js";
import type { Colours } from "../output.js";

/** An X or an O that stands alone: a piece, not a letter of a word. */
const PIECE = /(?<![A-Za-z])[XO](?![A-Za-z])/g;

/** The position's text with coloured pieces: X red, O yellow, empty squares and coordinates dim. */
export function colourBoard(text: string, colours: Colours): string {
  if (!colours.isColorSupported) return text;
  const rest = (part: string) => (part.trim() === "" ? part : colours.dim(part));
  return text
    .split("\n")
    .map((line) => {
      let at = 0;
      let painted = "";
      for (const { 0: piece, index } of line.matchAll(PIECE)) {
        const colour = piece === "X" ? colours.red : colours.yellow;
        painted += rest(line.slice(at, index)) + colours.bold(colour(piece));
        at = index + 1;
      }
      return painted + rest(line.slice(at));
    })
    .join("\n");
}

/** The letter of the first player's pieces, X or O, read off the board after a move; undefined when it cannot be told. */
export function firstPlayersPiece(game: Game): "X" | "O" | undefined {
  const state = game.newState();
  const mask = new Uint8Array(game.actions);
  state.legalActions(mask);
  const before = state.toString();
  state.apply(mask.indexOf(1));
  const after = state.toString();
  const put = new Set([...after].filter((letter, i) => "XO".includes(letter) && before[i] !== letter));
  return put.size === 1 ? ([...put][0] as "X" | "O") : undefined;
}
