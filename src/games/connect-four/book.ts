import { TERMINAL } from "../game.js";
import { COLUMNS } from "./board.js";
import { BOOK_MOVES } from "./book-moves.js";
import { ConnectFourState } from "./connect-four.js";

/** The book has moves for positions with at most this many discs. With more, the search is quick enough by itself. */
const BOOK_DISCS = 7;

let book: ReadonlyMap<number, number> | undefined;

/**
 * The perfect player's move in a position that it can come to by its own book moves, whoever began; undefined for any
 * other position.
 */
export function bookMove(state: ConnectFourState): number | undefined {
  book ??= readBook();
  return book.get(bookKey(state));
}

/**
 * Visits the positions of the book in its order: the perfect player begins, or answers each first move; after each of
 * its moves every reply comes, from the left.
 *
 * @param choose the perfect player's move
 */
export function visitBook(choose: (state: ConnectFourState) => number): void {
  const visit = (state: ConnectFourState, discs: number): void => {
    if (state.player === TERMINAL || discs > BOOK_DISCS) return;
    state.apply(choose(state));
    visitReplies(state, discs + 1);
  };
  const visitReplies = (state: ConnectFourState, discs: number): void => {
    const legal = new Uint8Array(COLUMNS);
    state.legalActions(legal);
    for (let column = 0; column < COLUMNS; column++) {
      if (!legal[column]) continue;
      const reply = new ConnectFourState();
      reply.copyFrom(state);
      reply.apply(column);
      visit(reply, discs + 1);
    }
  };
  visit(new ConnectFourState(), 0);
  visitReplies(new ConnectFourState(), 0);
}

/** Another number for another position. */
function bookKey({ mineLow, mineHigh, theirsLow, theirsHigh }: ConnectFourState): number {
  return (2 * mineHigh + theirsHigh) * 2 ** 28 + 2 * mineLow + theirsLow;
}

function readBook(): ReadonlyMap<number, number> {
  const moves = new Map<number, number>();
  let at = 0;
  visitBook((state) => {
    const column = Number(BOOK_MOVES[at++]);
    moves.set(bookKey(state), column);
    return column;
  });
  return moves;
}
