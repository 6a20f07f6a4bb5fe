import { type Finding, percent } from "../finding.js";
import type { PractisedStage } from "./practised-stage.js";

/** Looks at a stage in which a policy practised, with the run's settings. */
export type PracticeCheck = (
  stage: PractisedStage,
  settings: Readonly<Record<string, unknown>>,
) => Finding | undefined;

const nats = (value: number) => `${value.toPrecision(2)} nats a token`;
const fromTo = (stage: PractisedStage, metric: string, show: (value: number) => string = percent) =>
  `from ${show(stage.early(metric))} to ${show(stage.late(metric))}`;

const lostAgain: PracticeCheck = (stage) => {
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

const farFromStart: PracticeCheck = (stage) => {
  const divergence = stage.late("klToStart");
  if (!(divergence > 0.5 && stage.gain("solved") < 0.05)) return undefined;
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
  // GSPO clips whole answers and so, by design, far more tokens than the others.
  if (!(share > (algorithm === "gspo" ? 0.7 : 0.3))) return undefined;
  return {
    name: "clipped",
    severity: "warning",
    message:
      "Much of what is sampled is clipped away: the policy is too far from the answers it learns from.",
    evidence: `${stage.name}: the ratio of ${percent(share)} of the tokens is out of bounds`,
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
      : "A larger --group-size or --temperature, harder and easier examples together, --curriculum true.";
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

const truncated: PracticeCheck = (stage) => {
  const share = stage.late("truncatedShare");
  if (!(share > 0.3 && stage.late("solved") < 0.9)) return undefined;
  return {
    name: "truncated",
    severity: "warning",
    message: "Many answers are cut off before their end.",
    evidence: `${stage.name}: ${percent(share)} of the episodes, answers of ${stage.late("sampledTokens").toFixed(0)} tokens`,
    advice:
      "Raise --max-tokens and --context-length; if answers have only become longer, see what pays for that in " +
      "`selfplay episodes RUN`.",
  };
};

const invalid: PracticeCheck = (stage) => {
  const share = stage.late("invalidShare");
  if (!(share > 0.3)) return undefined;
  return {
    name: "invalid",
    severity: "warning",
    message: "Many answers are not in the form that the environment asks for.",
    evidence: `${stage.name}: ${percent(share)} of the answers`,
    advice:
      "Show the form first (--sft-steps), say it in the prompt, or give a small part of the reward for it.",
  };
};

const longer: PracticeCheck = (stage, { curriculum }) => {
  const ratio = stage.late("lengthRatio");
  const cut = stage.late("truncatedShare") > 0.3 && stage.gain("truncatedShare") > 0.1;
  // A curriculum goes on to longer examples while the share that is solved stays as it is.
  const idle = stage.gain("solved") < 0.05 && curriculum !== true;
  if (!(ratio > 2 && (cut || idle))) return undefined;
  return {
    name: "length-explosion",
    severity: "problem",
    message: "Answers become longer and longer without being better.",
    evidence: `${stage.name}: ${ratio.toFixed(1)} times the tokens of the first step, solved ${fromTo(stage, "solved")}`,
    advice:
      "Look for a reward that grows with length; --averaging constant or --algorithm dr-grpo does not favour long " +
      "wrong answers; lower --max-tokens.",
  };
};

const shorter: PracticeCheck = (stage) => {
  const ratio = stage.late("lengthRatio");
  if (!(ratio < 0.4 && stage.gain("solved") < 0.05)) return undefined;
  return {
    name: "length-collapse",
    severity: "warning",
    message: "Answers have become much shorter without being better.",
    evidence: `${stage.name}: ${percent(ratio)} of the tokens of the first step, solved ${fromTo(stage, "solved")}`,
    advice: "Look for a reward that short answers earn, such as one for the form alone.",
  };
};

const hackable: PracticeCheck = (stage) => {
  const share = stage.late("hackedShare");
  const [paid, solved] = [stage.gain("reward"), stage.gain("solved")];
  const rises = paid > 0.05 && solved < 0.25 * paid;
  if (!(share > 0.2 && stage.late("reward") > 0 && (rises || share > 0.5))) return undefined;
  return {
    name: "hackable-reward",
    severity: rises || share > 0.9 ? "problem" : "warning",
    message: "The reward is earned without solving, and the policy learns what is paid for.",
    evidence:
      `${stage.name}: ${percent(share)} of the paid episodes are unsolved; reward ` +
      `${fromTo(stage, "reward", (value) => value.toFixed(2))}, solved ${fromTo(stage, "solved")}`,
    advice: `Pay for what the checker calls solved, and little else${partsOf(stage)}; read some with \`selfplay episodes RUN\`.`,
  };
};

/** Which parts of the reward are paid, the largest first. */
function partsOf(stage: PractisedStage): string {
  const names = new Set(stage.steps.flatMap((step) => Object.keys(step)));
  const parts = [...names]
    .filter((name) => name.startsWith("reward."))
    .map((name) => [name.slice("reward.".length), stage.late(name)] as const)
    .filter(([, value]) => value > 0)
    .sort(([, a], [, b]) => b - a);
  return parts.length < 2 ? "" : ` (now: ${parts.map(([name, x]) => `${name} ${x.toFixed(2)}`).join(", ")})`;
}

/** Everything that is looked for in practice. */
export const PRACTICE_CHECKS: readonly PracticeCheck[] = [
  lostAgain,
  collapsedEntropy,
  farFromStart,
  clipped,
  noSignal,
  truncated,
  invalid,
  longer,
  shorter,
  hackable,
];
