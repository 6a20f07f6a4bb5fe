import { percent } from "../finding.js";
import { fromTo, type PracticeCheck } from "./practice-check.js";

const nats = (value: number) => `${value.toPrecision(2)} nats a token`;
const lostAgain: PracticeCheck = (stage, { klCoefficient }) => {
  // Weights that no group has moved have lost nothing: what is solved goes up and down by chance.
  const idle = stage.steps.every(({ noSignalShare }) => noSignalShare === 1);
  if (idle && !(Number(klCoefficient) > 0)) return undefined;
  const [best, now] = [stage.best("solved"), stage.late("solved")];
  if (!(best - now > 0.2)) return undefined;
  return {
    name: "lost-again",
    severity: "problem",
    message: "The policy could do more than it can now: practice has destroyed what it had learnt.",
    evidence: `${stage.name}: solved ${percent(best)} at best, ${percent(now)} in the last third`,
    advice:
      "Lower --learning-rate by a factor of three to ten, or hold the policy with --kl-coefficient 0.01; the models " +
      "of earlier stages are in models/.",
  };
};

const collapsedEntropy: PracticeCheck = (stage) => {
  const [before, now] = [stage.early("entropy"), stage.late("entropy")];
  const idle = !(stage.late("noSignalShare") < 0.7);
  if (!(now < 0.1 * before && idle && stage.late("solved") < 0.9 && stage.gain("solved") < 0.3))
    return undefined;
  return {
    name: "entropy-collapse",
    severity: "problem",
    message: "The policy gives the same answer each time and has nothing left to try.",
    evidence: `${stage.name}: entropy ${fromTo(stage, "entropy", nats)}, solved ${percent(stage.late("solved"))}`,
    advice:
      "Lower --learning-rate, raise --clip-high (--algorithm dapo), hold the policy with --kl-coefficient 0.01, or " +
      "practise more examples a step (--groups).",
  };
};

const farFromStart: PracticeCheck = (stage, { curriculum }) => {
  const divergence = stage.late("klToStart");
  // A curriculum goes on to harder examples while the share that is solved stays as it is.
  if (!(divergence > 0.5 && stage.gain("solved") < 0.05 && curriculum !== true)) return undefined;
  return {
    name: "far-from-start",
    severity: "problem",
    message: "The policy has moved far from where it began and does not solve more for it.",
    evidence: `${stage.name}: KL to the start ${nats(divergence)}, solved ${fromTo(stage, "solved")}`,
    advice: "Hold it with --kl-coefficient 0.01 to 0.1, or lower --learning-rate.",
  };
};

const clipped: PracticeCheck = (stage, { algorithm }) => {
  const share = stage.late("clippedShare");
  // GSPO clips whole answers, by bounds so narrow that, by design, far more tokens are clipped than by the others.
  if (!(share > (algorithm === "gspo" ? 0.7 : 0.3))) return undefined;
  return {
    name: "clipped",
    severity: "warning",
    message:
      "The ratios of much of what is sampled are clipped: the policy is too far from the answers it learns from.",
    evidence: `${stage.name}: ${percent(share)} of the tokens are clipped`,
    advice:
      "Fewer --updates or --epochs a step, a lower --learning-rate, or wider bounds (--clip-low, --clip-high).",
  };
};

const noSignal: PracticeCheck = (stage) => {
  const share = stage.late("noSignalShare");
  const solved = stage.late("solved");
  // Where nearly everything is solved there is nothing left to learn.
  if (!(share > 0.8 && solved < 0.9)) return undefined;
  const flat = stage.late("rewardDeviation") < 1e-9;
  const advice =
    solved < 0.05
      ? "It is too hard as it is: easier examples, more --sft-steps, a larger --group-size, or a reward for parts of " +
        "the way."
      : "A larger --group-size or --temperature, no --top-k, --top-p or --min-p, harder and easier examples together, --curriculum true.";
  return {
    name: "no-signal",
    severity: share > 0.95 || flat ? "problem" : "warning",
    message: flat
      ? "Every answer earns the same reward, so that none is better than another and nothing is learnt."
      : "In most groups every answer earns the same, so that little is learnt.",
    evidence: `${stage.name}: no signal in ${percent(share)} of the groups, solved ${percent(solved)}`,
    advice:
      flat && solved >= 0.05 ? "Look at the reward function: it must tell good answers from bad." : advice,
  };
};

/** What is looked for in the policy: whether it keeps what it can do, explores, and has something to learn from. */
export const POLICY_CHECKS: readonly PracticeCheck[] = [
  lostAgain,
  collapsedEntropy,
  farFromStart,
  clipped,
  noSignal,
];
