import { describe, expect, test } from "vitest";
import { OptionError } from "../../errors.js";
import { testGame } from "../conformance/game.conformance.js";
import { TERMINAL } from "../game.js";
import { type GoOptions, go } from "./go.js";

function play(moves: string, options: GoOptions = {}) {
  const game = go({ size: 5, ...options });
  const state = game.newState();
  for (const move of moves.split(" ").filter(Boolean)) {
    expect(legal(move), `${move} is legal`).toBe(true);
    state.apply(game.actionFromName(move));
  }
  function legal(name: string): boolean {
    const mask = new Uint8Array(game.actions);
    const count = state.legalActions(mask);
    expect(mask.reduce((sum, bit) => sum + bit, 0)).toBe(count);
    return mask[game.actionFromName(name)] === 1;
  }
  const returns = () => {
    const into = new Float32Array(2);
    state.returns(into);
    return [...into];
  };
  const rows = () =>
    state
      .toString()
      .replace(/[ a-z\d]/g, "")
      .trim()
      .split("\n");
  return { game, state, legal, returns, rows };
}

/** A game whose board is the drawing: each player puts down the next stone of the own colour, or passes. */
function drawn(rows: readonly string[], options: GoOptions = {}) {
  const size = rows.length;
  const stones = (symbol: string) =>
    rows.flatMap((row, i) => [...row].flatMap((c, j) => (c === symbol ? ["abcde"[j] + (size - i)] : [])));
  const [black, white] = [stones("X"), stones("O")];
  const rounds = Array.from({ length: Math.max(black.length, white.length) }, (_, i) => [
    black[i] ?? "pass",
    white[i] ?? "pass",
  ]);
  const played = play(rounds.flat().join(" "), { size, ...options });
  expect(played.rows()).toEqual(rows);
  return played;
}

describe("capture", () => {
  test.each([
    ["in the corner", "a2 a1 b1", "a1"],
    ["on the edge", "a3 c1 b1 pass c2 pass d1", "c1"],
    ["in the middle", "c4 c3 b3 e1 d3 e2 c2", "c3"],
  ])("of one stone %s", (_, moves, captured) => {
    const { state, rows, game } = play(moves);
    const point = game.actionFromName(captured);
    expect(rows()[Math.floor(point / 5)][point % 5]).toBe(".");
    expect(state.player).toBe(1);
  });

  test("of a chain", () => {
    expect(play("c4 c3 b3 c2 d3 e1 b2 e2 d2 e3 c1").rows()).toEqual([
      ".....",
      "..X..",
      ".X.XO",
      ".X.XO",
      "..X.O",
    ]);
  });

  test("of two chains by one stone", () => {
    expect(play("a4 a5 c4 c5 d5 e1 b5").rows()[0]).toBe(".X.X.");
  });

  test("by a stone that has no liberty of its own", () => {
    expect(play("a4 a5 c4 b4 d5 c5 b3 e1 b5").rows().slice(0, 2)).toEqual([".X.X.", "X.X.."]);
  });
});

describe("ko", () => {
  const taken = "b4 c4 a3 d3 b2 c2 e1 b3 c3";

  test("may not be taken back at once", () => {
    const { rows, legal } = play(taken);
    expect(rows()).toEqual([".....", ".XO..", "X.XO.", ".XO..", "....X"]);
    expect(legal("b3")).toBe(false);
  });

  test("may be taken back after a move elsewhere and its answer", () => {
    const { legal } = play(`${taken} e5 e4`);
    expect(legal("b3")).toBe(true);
  });

  test("shows in the observation as a point where the mover may not play", () => {
    const { game, state } = play(taken);
    const seen = new Float32Array(6 * 25);
    state.observe(seen, 0);
    const forbidden = [...seen.subarray(50, 75).keys()].filter((point) => seen[50 + point] === 1);
    expect(forbidden.map((point) => game.actionName(point))).toEqual(["b3"]);
  });
});

describe("superko", () => {
  test("forbids a position of several moves ago", () => {
    // After the capture of three stones White stands alone on a2; Black at a1 would repeat the position of move 2.
    const { rows, legal } = play("a1 a2 b2 pass b1 a2", { size: 2, moveLimit: 100 });
    expect(rows()).toEqual(["O.", ".."]);
    expect([legal("a1"), legal("b1"), legal("b2")]).toEqual([false, true, true]);
  });

  test("is positional: it does not matter who was to move", () => {
    // White's two stones may not die by suicide if that brings back the position before the first of them.
    const { legal } = play("a2 pass b2 pass c1 a1 pass");
    expect(legal("b1")).toBe(false);
  });
});

describe("suicide", () => {
  test("of one stone is not legal", () => {
    expect(play("a2 e5 b1").legal("a1")).toBe(false);
  });

  test("of several stones is legal and takes them off", () => {
    const { state, game, rows, legal } = play("a2 pass b2 pass c1 a1 e5");
    expect(legal("b1")).toBe(true);
    state.apply(game.actionFromName("b1"));
    expect(rows()).toEqual(["....X", ".....", ".....", "XX...", "..X.."]);
    expect(state.player).toBe(0);
  });
});

describe("the end", () => {
  test("comes with two passes in a row, whose ever", () => {
    expect(play("pass c3 pass c4").state.player).toBe(0);
    expect(play("c3 pass pass").state.player).toBe(TERMINAL);
    expect(play("c3 pass pass").legal("pass")).toBe(false);
  });

  test("comes at the limit of moves", () => {
    const { state, returns } = play("c3 c4 pass", { moveLimit: 3, komi: 0.5 });
    expect(state.player).toBe(TERMINAL);
    expect(returns()).toEqual([-1, 1]);
  });

  test("comes into sight in the last moves before the limit", () => {
    const { state, game } = play("", { moveLimit: 7 });
    const nearness: number[] = [];
    for (const move of ["a1", "b1", "c1", "d1", "e1", "a3", "b3"]) {
      const seen = new Float32Array(6 * 25);
      state.observe(seen, 0);
      nearness.push(seen[5 * 25]);
      state.apply(game.actionFromName(move));
    }
    expect(nearness.map((x) => x.toFixed(1))).toEqual(["0.0", "0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  });

  test.each([
    [24.5, [1, -1]],
    [25, [0, 0]],
    [25.5, [-1, 1]],
  ])("one stone owns the whole board; with komi %f", (komi, expected) => {
    expect(play("c3 pass", { komi }).returns()).toEqual([0, 0]);
    expect(play("c3 pass pass", { komi }).returns()).toEqual(expected);
  });
});

describe("area", () => {
  test.each([
    ["nothing on the board", [".....", ".....", ".....", ".....", "....."], 0],
    ["a wall each and a neutral column", [".X.O.", ".X.O.", ".X.O.", ".X.O.", ".X.O."], 0],
    ["a wall each, unequal", ["..XO.", "..XO.", "..XO.", "..XO.", "..XO."], 5],
    [
      "a stone left standing inside makes a region neutral",
      ["..XO.", "O.XO.", "..XO.", "..XO.", "..XO."],
      5 - 11,
    ],
    ["eyes count", [".XO.O", "XXOOO", "X....", "OOXXX", ".OX.X"], 11 - 10],
  ])("%s", (_, rows, difference) => {
    const { state } = drawn(rows, { komi: 0 });
    expect(state.score()).toBe(difference);
  });
});

describe("go", () => {
  test("a move limit of 2 size² and komi 7.5 unless told otherwise", () => {
    expect(go()).toMatchObject({
      options: { size: 9, komi: 7.5, moveLimit: 162 },
      maxLength: 162,
      actions: 82,
    });
  });

  test("has no column i", () => {
    const game = go({ size: 9 });
    expect(game.actionName(8)).toBe("j9");
    expect(game.actionFromName("i5")).toBe(-1);
    expect(game.actionFromName("PASS")).toBe(81);
  });

  test.each([{ size: 1 }, { size: 26 }, { komi: Number.NaN }, { moveLimit: 0 }])("refuses %j", (options) =>
    expect(() => go(options)).toThrow(OptionError),
  );
});

testGame(go({ size: 5 }), { expectWarnings: ["mover"] });
testGame(go());
testGame(go({ size: 7, komi: 9 }));
