import { GameError } from "../../errors.js";
import { TERMINAL } from "../game.js";
import { COLUMNS } from "./board.js";
import { ConnectFourState } from "./connect-four.js";
import { UNPLAYABLE } from "./solver.js";

/** A position whose moves have known scores. */
export interface ScoredPosition {
  /** Columns 0–6 from the start of the game. */
  readonly moves: readonly number[];
  /** `[7]`: score of each column for the player to move (positive wins), {@link UNPLAYABLE} where it is full. */
  readonly scores: readonly number[];
}

/**
 * Reads scored positions, one a line: the moves so far as digits 1–7 (`-` for none), then seven integers, the score of
 * each column. Empty lines are passed over.
 *
 * @param file name of the file, for messages
 * @throws GameError naming the file, the line, what was expected and what was found
 * @example
 * const positions = parsePositions(await readFile(path, "utf8"), path);
 */
export function parsePositions(text: string, file: string): ScoredPosition[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === "") return [];
    return [parseLine(line.trim().split(/\s+/), `${file}:${i + 1}`)];
  });
}

/** The state after a position's moves. */
export function stateOf({ moves }: Pick<ScoredPosition, "moves">): ConnectFourState {
  const state = new ConnectFourState();
  for (const column of moves) state.apply(column);
  return state;
}

function parseLine([moveText, ...scoreTexts]: string[], where: string): ScoredPosition {
  const fail = (expected: string, found: string): never => {
    throw new GameError("POSITIONS_INVALID", `${where}: expected ${expected}, found ${found}`);
  };
  if (!/^([1-7]+|-)$/.test(moveText)) fail("moves as digits 1–7", JSON.stringify(moveText));
  if (scoreTexts.length !== COLUMNS) fail("seven scores after the moves", String(scoreTexts.length));
  const moves = moveText === "-" ? [] : [...moveText].map((digit) => Number(digit) - 1);
  const scores = scoreTexts.map((score) => {
    if (!/^-?\d+$/.test(score)) fail("an integer for each score", JSON.stringify(score));
    return Number(score);
  });

  const state = new ConnectFourState();
  const mask = new Uint8Array(COLUMNS);
  for (const [ply, column] of moves.entries()) {
    if (state.player === TERMINAL) fail("moves of a game that goes on", `a game over after ${ply} of them`);
    state.legalActions(mask);
    if (!mask[column])
      fail("moves into columns with room", `move ${ply + 1} into the full column ${column + 1}`);
    state.apply(column);
  }
  if (state.player === TERMINAL) fail("a position where the game goes on", "one where it is over");
  state.legalActions(mask);
  for (const [column, score] of scores.entries()) {
    const playable = score !== UNPLAYABLE;
    if (playable !== (mask[column] === 1))
      fail(
        playable
          ? `${UNPLAYABLE} for column ${column + 1}, which is full`
          : `a score for column ${column + 1}`,
        String(score),
      );
  }
  return { moves, scores };
}
