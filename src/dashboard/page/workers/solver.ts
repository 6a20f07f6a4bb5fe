import { ConnectFourState } from "../../../games/connect-four/connect-four.js";
import { ConnectFourSolver } from "../../../games/connect-four/solver.js";
import { answerCalls } from "../remote/answer.js";

const solver = new ConnectFourSolver();

const handlers = {
  /** The exact score of a position for the player to move there. */
  score(actions: readonly number[]): number {
    const state = new ConnectFourState();
    for (const action of actions) state.apply(action);
    return solver.score(state);
  },
};

/** The methods of the solver's worker. */
export type SolverWorker = typeof handlers;

answerCalls(handlers);
