export { mctsPolicy } from "./mcts.js";
export { greedyPolicy, minimaxPolicy } from "./minimax.js";
export type { Policy } from "./policy.js";
export { randomPolicy } from "./random-policy.js";
