export { type BoardLayout, boardLayout, type Move } from "./board-layout.js";
export { type BoardState, hasPieces } from "./board-state.js";
export { type BreakthroughOptions, type BreakthroughState, breakthrough } from "./breakthrough.js";
export { checkGame, type GameCheckName, type GameProblem, type SampleOptions } from "./check-game.js";
export { type ConnectFourState, connectFour } from "./connect-four/connect-four.js";
export { parsePositions, type ScoredPosition, stateOf } from "./connect-four/positions.js";
export { ConnectFourSolver, type ConnectFourSolverOptions, UNPLAYABLE } from "./connect-four/solver.js";
export { CHANCE, type Game, type GameState, type ObservationShape, type Symmetry, TERMINAL } from "./game.js";
export { type GoOptions, type GoState, go } from "./go/go.js";
export { type GomokuOptions, type GomokuState, gomoku } from "./gomoku.js";
export { type HexOptions, type HexState, hex } from "./hex.js";
export { type OthelloOptions, type OthelloState, othello } from "./othello/othello.js";
export {
  builtInGames,
  findGame,
  type GameEntry,
  type GameOption,
  type GameOptions,
  gameByName,
} from "./registry.js";
export { columnSymmetries, noSymmetries } from "./symmetry.js";
export { type TicTacToeState, ticTacToe } from "./tic-tac-toe.js";
export { UndoStack } from "./undo-stack.js";
