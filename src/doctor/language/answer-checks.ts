import { HACKED_REWARD, HACKED_SHARE } from "../../algorithms/language/watch.js";
import { percent } from "../finding.js";
import { fromTo, type PracticeCheck } from "./practice-check.js";
import type { PractisedStage } from "./practised-stage.js";

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

const shorter: PracticeCheck = (stage, { curriculum }) => {
  const ratio = stage.late("lengthRatio");
  if (!(ratio < 0.4 && stage.gain("solved") < 0.05 && curriculum !== true)) return undefined;
  return {
    name: "length-collapse",
    severity: "warning",
    message: "Answers have become much shorter without being better.",
    evidence: `${stage.name}: ${percent(ratio)} of the tokens of the first step, solved ${fromTo(stage, "solved")}`,
    advice: "Look for a reward that short answers earn, such as one for the form alone.",
  };
};

const hackable: PracticeCheck = (stage, { curriculum }) => {
  const share = stage.late("hackedShare");
  // Runs of earlier versions do not have it.
  if (stage.late("hackedReward") <= HACKED_REWARD) return undefined;
  const [paid, solved] = [stage.gain("reward"), stage.gain("solved")];
  const rises = paid > 0.05 && solved < 0.25 * paid && curriculum !== true;
  if (!(share > 0.2 && stage.late("reward") > 0 && (rises || share > HACKED_SHARE))) return undefined;
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

/** What is looked for in the answers: whether they are whole, in form, as long as they should be, and paid for what they are. */
export const ANSWER_CHECKS: readonly PracticeCheck[] = [truncated, invalid, longer, shorter, hackable];
