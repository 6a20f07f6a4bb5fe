export { type ExhaustiveResult, playExhaustively } from "./exhaustive.js";
export { heldOutTest } from "./held-out.js";
export { type MatchOptions, type MatchResult, type Outcomes, playMatch } from "./match.js";
export { NetworkPlayer, RawPolicyPlayer } from "./network-player.js";
export { type OptimalShare, optimalShare, randomOptimalShare } from "./optimal-moves.js";
export type { Player } from "./player.js";
export { policyPlayer } from "./policy-player.js";
export { type MatchRecord, type Rating, type RatingOptions, rate } from "./rating.js";
export { scriptedPlayer } from "./scripted-players.js";
