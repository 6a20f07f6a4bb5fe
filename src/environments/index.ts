export { assertTextEnvironment } from "./assert-text-environment.js";
export {
  checkTextEnvironment,
  type TextCheckName,
  type TextCheckOptions,
} from "./checks/check-text-environment.js";
export type { EnvironmentProblem } from "./checks/problem.js";
export type { EnvironmentSampleOptions } from "./checks/sample.js";
export { type DatasetProblem, dataset } from "./dataset/dataset.js";
export type { Matching } from "./dataset/matching.js";
export type { DatasetOptions, RowGrader } from "./dataset/options.js";
export type { DatasetSource, Row } from "./dataset/row.js";
export { answerBlock, answerLine, integers, lastInteger } from "./task/answer.js";
export type { GenerationOptions, ProblemGenerator, TaskExample } from "./task/generated.js";
export { type Grade, outcomeOf, type RewardWeights } from "./task/grade.js";
export type { GivenOptions, TaskOption, TaskOptions } from "./task/options.js";
export {
  type GeneratedTask,
  generatedTask,
  type QuestionTask,
  questionTask,
  type TaskSettings,
} from "./task/question-task.js";
export type { TaskDependencies, TaskEntry } from "./task/task-entry.js";
export { type AdditionProblem, addition } from "./tasks/arithmetic/addition.js";
export { type MultiplicationProblem, multiplication } from "./tasks/arithmetic/multiplication.js";
export { calculator } from "./tasks/calculator/calculator.js";
export type { Story } from "./tasks/calculator/story.js";
export { code } from "./tasks/code/code.js";
export type { CodeProblem } from "./tasks/code/problem.js";
export type { CallFailure, CallResult, JsonValue, RunProgram } from "./tasks/code/run-program.js";
export { countdown } from "./tasks/countdown/countdown.js";
export type { CountdownProblem } from "./tasks/countdown/problem.js";
export { type Step, solveCountdown } from "./tasks/countdown/solver.js";
export { evaluateExpression } from "./tasks/expression/expression.js";
export { type Fraction, formatFraction } from "./tasks/expression/fraction.js";
export { type GuessProblem, guess } from "./tasks/guess/guess.js";
export { knights } from "./tasks/knights/knights.js";
export type { KnightsProblem } from "./tasks/knights/puzzle.js";
export { type ListProblem, lists } from "./tasks/lists/lists.js";
export { type SortingProblem, sorting } from "./tasks/lists/sorting.js";
export type { MazeProblem } from "./tasks/maze/grid.js";
export { maze } from "./tasks/maze/maze.js";
export { builtInTasks, environmentByName, findTask } from "./tasks/registry.js";
export { type SudokuProblem, sudoku } from "./tasks/sudoku/sudoku.js";
export type {
  InputSchema,
  JsonSchema,
  SchemaIssue,
  StandardResult,
  StandardSchema,
  WrappedResult,
  WrappedSchema,
} from "./text/input-schema.js";
export type { Message, ToolCall } from "./text/message.js";
export { runTool, type ToolResult } from "./text/run-tool.js";
export type { Example, Outcome, Split, TextEnvironment, TextEpisode, Turn } from "./text/text-environment.js";
export { type Tool, type ToolDeclaration, type ToolSet, tool } from "./text/tool.js";
