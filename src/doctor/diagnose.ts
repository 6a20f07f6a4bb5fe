import { type Finding, mean, percent, type Round } from "./finding.js";

/** What {@link diagnose} needs to know besides the metrics. */
export interface Patient {
  /** Number of actions of the game. */
  readonly actions: number;
}

/**
 * Reads a run's metrics and says what is wrong with its learning.
 *
 * @param rounds the `round` lines of `metrics.jsonl`, oldest first
 * @returns nothing when all is well, or when there is too little to tell
 */
export function diagnose(rounds: readonly Round[], patient: Patient): Finding[] {
  const learning = rounds.filter(({ learnerSteps }) => Number(learnerSteps) > 0);
  if (learning.length < LEAST_ROUNDS) return [];
  const late = learning.slice(-Math.max(LEAST_ROUNDS, Math.ceil(learning.length / 3)));
  const findings = CHECKS.map((check) => check(late, learning, patient));
  return findings.filter((finding) => finding !== undefined);
}

/** Looks at the later rounds, and at all in which the learner learnt. */
type Check = (late: readonly Round[], all: readonly Round[], patient: Patient) => Finding | undefined;

const diverged: Check = (late, all, { actions }) => {
  const broken = all.find(({ policyLoss, valueLoss }) => !isNumber(policyLoss) || !isNumber(valueLoss));
  const policyLoss = mean(late, "policyLoss");
  const valueLoss = mean(late, "valueLoss");
  const guess = Math.log(actions);
  if (!broken && policyLoss < 1.1 * guess && valueLoss < 1.2 * COIN) return undefined;
  return {
    name: "diverged",
    severity: "problem",
    message: "The network gets worse by learning: its losses are above those of guessing.",
    evidence: broken
      ? `a loss is not a number from step ${broken.step} on`
      : `policy loss ${policyLoss.toFixed(2)} (guessing ${guess.toFixed(2)}), ` +
        `value loss ${valueLoss.toFixed(2)} (guessing ${COIN.toFixed(2)} nats)`,
    advice: "Lower --learning-rate by a factor of ten.",
  };
};

const flippedValue: Check = (late) => {
  const stage = "valueRightSign.end";
  const right = mean(late, stage);
  if (!(right < 0.46)) return undefined;
  return {
    name: "flipped-value",
    severity: "problem",
    message:
      "The network's value points the wrong way: near the end it names the loser more often than the winner.",
    evidence: `in the last third of games its sign is right in ${percent(right)} of the positions; half is chance`,
    advice:
      "Look for a sign that is flipped: returns() must be per player, not for the mover; observe() for the mover.",
  };
};

const blindValue: Check = (late) => {
  const right = mean(late, "valueRightSign.end");
  if (!(right >= 0.46 && right < 0.53)) return undefined;
  return {
    name: "blind-value",
    severity: "warning",
    message: "The network cannot tell who is winning, not even near the end of a game.",
    evidence: `in the last third of games its sign is right in ${percent(right)} of the positions; half is chance`,
    advice:
      "Train longer; else run `selfplay check`: does the observation show the mover's side and the whole board?",
  };
};

const noExploration: Check = (late) => {
  const duplicates = mean(late, "duplicateShare");
  if (!(duplicates > 0.75)) return undefined;
  return {
    name: "no-exploration",
    severity: "warning",
    message: "Self-play plays the same positions again and again, so there is little new to learn from.",
    evidence: `${percent(duplicates)} of the replay window are copies of other positions in it`,
    advice:
      "Explore more: --explore true, a higher --opening-share or --opening-plies. In a tiny game this is no fault.",
  };
};

const oneSided: Check = (late) => {
  const first = mean(late, "firstPlayerShare");
  if (!(first > 0.95 || first < 0.05)) return undefined;
  return {
    name: "one-sided",
    severity: "warning",
    message: `The ${first > 0.5 ? "first" : "second"} player wins nearly every game, so results teach little.`,
    evidence: `the first player scores ${percent(first)}`,
    advice:
      "If the game is not that unfair, returns() may always name the same player; else raise --opening-share and " +
      "--opening-plies for more balanced games.",
  };
};

const unsurePolicy: Check = (late, _, { actions }) => {
  const target = mean(late, "targetEntropy");
  const prior = mean(late, "policyEntropy");
  if (!(target < 0.02 && prior < 0.02) || actions < 2) return undefined;
  return {
    name: "collapsed-policy",
    severity: "warning",
    message:
      "Policy and search are certain of one move everywhere: the policy has collapsed, or the game is solved.",
    evidence: `entropy of the policy ${prior.toFixed(3)} nats, of the search ${target.toFixed(3)}`,
    advice: "If strength is still poor: explore more, or lower --learning-rate.",
  };
};

const wrongResignations: Check = (_, all) => {
  const checked = mean(all, "resignationsChecked") * all.length;
  const wrong = mean(all, "resignationsWrong") * all.length;
  if (!(checked >= 20 && wrong / checked > 0.05)) return undefined;
  return {
    name: "wrong-resignations",
    severity: "warning",
    message: "Players give up games that they would not have lost.",
    evidence: `${wrong} of ${checked} checked resignations were wrong`,
    advice: "Raise --resign-below towards 1.",
  };
};

const treeBound: Check = (late) => {
  const network = mean(late, "networkShare");
  if (!(network < 0.5)) return undefined;
  return {
    name: "tree-bound",
    severity: "warning",
    message: "Self-play spends more time on rules and tree than in the network.",
    evidence: `the network takes ${percent(network)} of the players' time`,
    advice: "Make the game's apply(), legalActions() and observe() faster, or afford a larger network.",
  };
};

const CHECKS: readonly Check[] = [
  diverged,
  flippedValue,
  blindValue,
  noExploration,
  oneSided,
  unsurePolicy,
  wrongResignations,
  treeBound,
];

/** Loss of a value that says nothing, in nats. */
const COIN = Math.LN2;
const LEAST_ROUNDS = 3;

/** JSON holds no NaN or infinity: they are read back as null. */
function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}
