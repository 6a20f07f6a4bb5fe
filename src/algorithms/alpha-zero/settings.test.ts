import { expect, test } from "vitest";
import { ticTacToe } from "../../games/tic-tac-toe.js";
import { resolveAlphaZero } from "./settings.js";

test.each([
  [{ simulations: "32" }, 'simulations: expected a whole number from 1 to 100000, found "32"'],
  [{ simulations: null }, "simulations: expected a whole number from 1 to 100000, found null"],
  [8, "settings: expected them by name, as in { learningRate: 1e-4 }, found 8"],
])("%j is refused: text is a number on the command line alone", (given, message) => {
  expect(() => resolveAlphaZero(ticTacToe(), given as never)).toThrow(message);
});

test("what is undefined is not given", () => {
  const values = resolveAlphaZero(ticTacToe(), { simulations: undefined });
  expect(values).toEqual(resolveAlphaZero(ticTacToe(), {}));
});
