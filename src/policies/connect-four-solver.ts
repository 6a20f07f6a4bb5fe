import type { ConnectFourState } from "../games/connect-four/connect-four.js";
import { ConnectFourSolver } from "../games/connect-four/solver.js";
import type { Policy } from "./policy.js";

/**
 * Plays Connect Four perfectly: never gives away a win or a draw, and holds out as long as it can where it is lost.
 *
 * @example
 * const column = solverPolicy().choose(state, random);
 */
export function solverPolicy(): Policy<ConnectFourState> {
  const solver = new ConnectFourSolver({ tableBits: 24 });
  return { name: "solver", choose: (state) => solver.bestMove(state) };
}
