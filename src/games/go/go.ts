import { OptionError } from "../../errors.js";
import { namedActions, squareNames } from "../action-names.js";
import type { BoardState } from "../board-state.js";
import { drawBoard } from "../draw-board.js";
import { type Game, TERMINAL } from "../game.js";
import { DIHEDRAL, placementSymmetries } from "../grid-symmetry.js";
import { integerOption } from "../options.js";
import { AreaScore } from "./area-score.js";
import { Geometry } from "./geometry.js";
import { EMPTY, GoBoard } from "./go-board.js";
import { type ZobristKeys, zobristKeys } from "./zobrist.js";

export interface GoOptions {
  /** Rows and columns, 2 to 25. Default 9. */
  readonly size?: number;
  /** Points given to White (player 1) for moving second. A whole number makes draws possible. Default 7.5. */
  readonly komi?: number;
  /** Number of moves, passes included, after which the game is counted as it stands. Default 2 · size². */
  readonly moveLimit?: number;
}

/** Column letters leave out I, as Go players do. */
const LETTERS = "abcdefghjklmnopqrstuvwxyz";

/**
 * Go by the rules of Tromp and Taylor: a move may not bring back any earlier position of the board, whoever was to move
 * (positional superko); suicide of several stones is allowed where that holds, and suicide of one never is, because it
 * changes nothing; two passes in a row end the game; area counts, dead stones and all. To these the toolkit adds
 * a limit on the number of moves.
 *
 * Player 0 is Black. Action `row · size + column` counts rows from the top and `size²` is the pass; `a1` is the lower
 * left corner and there is no column I.
 *
 * @example
 * const game = go({ size: 7, komi: 9 });
 * const state = game.newState();
 * state.apply(game.actionFromName("d4"));
 * state.apply(game.actionFromName("pass"));
 */
export function go(options: GoOptions = {}): Game<GoState> {
  const size = integerOption("go size", options.size, { fallback: 9, from: 2, to: 25 });
  const points = size * size;
  const limits = { fallback: 2 * points, from: 1, to: 65_535 };
  const moveLimit = integerOption("go moveLimit", options.moveLimit, limits);
  const komi = options.komi ?? 7.5;
  if (!Number.isFinite(komi)) throw new OptionError("go komi", "a number", komi);
  const geometry = new Geometry(size);
  const rules: Rules = {
    geometry,
    komi,
    moveLimit,
    keys: zobristKeys(geometry.cells),
    area: new AreaScore(geometry),
  };
  const observation = { channels: 6, height: size, width: size };
  return {
    name: "go",
    options: { size, komi, moveLimit },
    players: 2,
    actions: points + 1,
    observation,
    maxLength: moveLimit,
    symmetries: placementSymmetries(observation, DIHEDRAL, 1),
    newState: () => new GoState(rules),
    ...namedActions([...squareNames(size, { letters: LETTERS }), "pass"]),
  };
}

/** What all states of one game share. */
interface Rules {
  readonly geometry: Geometry;
  readonly komi: number;
  readonly moveLimit: number;
  readonly keys: ZobristKeys;
  readonly area: AreaScore;
}

/**
 * A position of {@link go} with its history. Observation: my stones, their stones, empty points where I may not play,
 * all ones if the other player has just passed, all ones if the mover is Black, and how near the limit of moves is:
 * 0 until the last `size` moves, then rising to 1 at the last. Earlier positions that superko may forbid in
 * later moves are not shown.
 */
export class GoState implements BoardState {
  player = 0;
  /** Moves played, passes included. */
  moves = 0;
  private passes = 0;
  private readonly board: GoBoard;
  /** `[actions]` the legal actions here, when `legalCount` is not 0. */
  private readonly legal: Uint8Array;
  private legalCount = 0;

  constructor(private readonly rules: Rules) {
    this.board = new GoBoard(rules.geometry, rules.keys, rules.moveLimit);
    this.legal = new Uint8Array(rules.geometry.points + 1);
  }

  reset(): void {
    this.player = 0;
    this.moves = 0;
    this.passes = 0;
    this.legalCount = 0;
    this.board.reset();
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.moves = other.moves;
    this.passes = other.passes;
    this.legalCount = other.legalCount;
    if (other.legalCount > 0) this.legal.set(other.legal);
    this.board.copyFrom(other.board);
  }

  legalActions(mask: Uint8Array): number {
    if (this.player === TERMINAL) {
      mask.fill(0);
      return 0;
    }
    this.findLegal();
    mask.set(this.legal);
    return this.legalCount;
  }

  apply(action: number): void {
    const { geometry, moveLimit } = this.rules;
    this.legalCount = 0;
    this.moves++;
    if (action === geometry.points) this.passes++;
    else {
      this.passes = 0;
      this.board.play(geometry.cellOf[action], this.player + 1);
    }
    this.player = this.passes === 2 || this.moves === moveLimit ? TERMINAL : 1 - this.player;
  }

  returns(into: Float32Array): void {
    into[0] = this.player === TERMINAL ? Math.sign(this.score()) : 0;
    into[1] = -into[0] || 0;
  }

  /** Black's area less White's and less komi, as the board stands. */
  score(): number {
    return this.rules.area.difference(this.board.colours) - this.rules.komi;
  }

  observe(into: Float32Array, offset: number): void {
    const { moveLimit, geometry } = this.rules;
    const { size, points, cellOf } = geometry;
    const { colours } = this.board;
    const mine = this.player + 1;
    this.findLegal();
    for (let point = 0; point < points; point++) {
      const colour = colours[cellOf[point]];
      const at = offset + point;
      into[at] = colour === mine ? 1 : 0;
      into[at + points] = colour !== mine && colour !== EMPTY ? 1 : 0;
      into[at + 2 * points] = colour === EMPTY ? 1 - this.legal[point] : 0;
    }
    into.fill(this.passes, offset + 3 * points, offset + 4 * points);
    into.fill(this.player === 0 ? 1 : 0, offset + 4 * points, offset + 5 * points);
    const movesLeft = moveLimit - this.moves;
    into.fill(Math.max(0, 1 - (movesLeft - 1) / size), offset + 5 * points, offset + 6 * points);
  }

  pieceAt(square: number): number {
    return this.board.colours[this.rules.geometry.cellOf[square]];
  }

  /** `X` is Black, `O` White. */
  toString(): string {
    return drawBoard(this.rules.geometry.size, (point) => ".XO"[this.pieceAt(point)], LETTERS);
  }

  private findLegal(): void {
    if (this.legalCount > 0 || this.player === TERMINAL) return;
    this.legalCount = this.board.legalPoints(this.legal, this.player + 1) + 1;
    this.legal[this.rules.geometry.points] = 1;
  }
}
