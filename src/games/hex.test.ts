import { describe, expect, test } from "vitest";
import { Random } from "../random/index.js";
import { testGame } from "./conformance/game.conformance.js";
import { testPlaythrough } from "./conformance/openspiel.conformance.js";
import { TERMINAL } from "./game.js";
import { hex } from "./hex.js";

function play(size: number, moves: string) {
  const game = hex({ size });
  const state = game.newState();
  for (const move of moves.split(" ")) state.apply(game.actionFromName(move));
  const returns = new Float32Array(2);
  state.returns(returns);
  return { state, returns: [...returns] };
}

describe("hex", () => {
  test.each([
    ["player 0 joins top and bottom", "b1 a1 b2 a2 b3", [1, -1]],
    ["player 0 goes along the short diagonal", "c1 a1 b2 b1 a3", [1, -1]],
    ["player 1 joins left and right", "a1 a2 b1 b2 a3 c2", [-1, 1]],
    ["player 1 goes along the short diagonal", "a1 a3 a2 b2 b3 c1", [-1, 1]],
    ["the link in the middle comes last", "b1 a1 b3 a2 b2", [1, -1]],
  ])("%s", (_, moves, expected) => {
    const { state, returns } = play(3, moves);
    expect(state.player).toBe(TERMINAL);
    expect(returns).toEqual(expected);
  });

  test("cells on the long diagonal do not touch", () => {
    expect(play(3, "a1 c1 b2 a2 c3").state.player).toBe(1);
  });

  test("player 0 gains nothing from joining left and right", () => {
    expect(play(3, "a2 a1 b2 c1 c2").state.player).toBe(1);
  });

  test("draws the board aslant", () => {
    expect(play(3, "b1 c3").state.toString()).toBe("   a b c\n 1 . X .\n  2 . . .\n   3 . . O");
  });

  test.each([2, 4, 7, 11])(
    "random games of size %i end where a search of the board finds the join",
    (size) => {
      const game = hex({ size });
      const state = game.newState();
      const random = new Random(1, "hex", size);
      const order = new Int32Array(size * size).map((_, i) => i);
      for (let games = 0; games < 20; games++) {
        random.shuffle(order);
        state.reset();
        const owner = new Array<number>(size * size).fill(TERMINAL);
        for (const action of order) {
          const mover = state.player;
          owner[action] = mover;
          state.apply(action);
          const joined = joins(owner, size, mover);
          expect(state.player === TERMINAL).toBe(joined);
          if (joined) break;
        }
        expect(state.player).toBe(TERMINAL);
      }
    },
  );
});

/** Whether a player's stones join the two edges that are the player's; plain depth-first search. */
function joins(owner: number[], size: number, player: number): boolean {
  const along = (cell: number) => (player === 0 ? Math.floor(cell / size) : cell % size);
  const found = new Set([...owner.keys()].filter((cell) => owner[cell] === player && along(cell) === 0));
  for (const cell of found) {
    if (along(cell) === size - 1) return true;
    const [row, column] = [Math.floor(cell / size), cell % size];
    for (const [down, right] of [
      [-1, 0],
      [-1, 1],
      [0, -1],
      [0, 1],
      [1, -1],
      [1, 0],
    ]) {
      const [r, c] = [row + down, column + right];
      if (r >= 0 && r < size && c >= 0 && c < size && owner[r * size + c] === player) found.add(r * size + c);
    }
  }
  return false;
}

testGame(hex());
testGame(hex({ size: 5 }));
testGame(hex({ size: 4 }));

testPlaythrough(hex({ size: 5 }), "hex_board_size_5.txt");
