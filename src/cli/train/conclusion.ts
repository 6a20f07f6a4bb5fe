import type { EvaluationEvent } from "../../algorithms/algorithm.js";
import { commandLine } from "../command-line.js";
import { strength } from "../format.js";
import { givenGameOptions } from "../game-argument.js";
import type { Output } from "../output.js";
import type { TrainFlags } from "./flags.js";
import { moreBudget, nothingLeft, type Sitting } from "./spent.js";

/** Says in words what came of a run, and the commands for what can be done with it. */
export function conclude(
  output: Output,
  sitting: Sitting,
  measured: EvaluationEvent | undefined,
  asked: { readonly game: string; readonly flags: TrainFlags },
): void {
  const { run, step, reason } = sitting.finished;
  const budget = asked.flags.steps === undefined ? { minutes: asked.flags.minutes ?? 10 } : asked.flags;
  const game = givenGameOptions(asked.flags);
  output.line();
  const idle = nothingLeft(sitting, budget);
  if (idle !== undefined) output.line(idle);
  if (measured) output.line(output.colours.bold(inWords(measured, step)));
  if (reason === "stopped") {
    output.line(`Stopped and saved at step ${step}. Go on with:`);
    output.line(`  ${resume(asked, run, budget)}`);
    return;
  }
  output.line(`The run is in ${run}.`);
  for (const [purpose, command] of [
    ["play against it", commandLine("play", asked.game, { ...game, against: run })],
    ["measure it", commandLine("eval", run)],
    ["train it further", resume(asked, run, moreBudget(budget, sitting))],
    ["export it", commandLine("export", run, { out: "policy.onnx" })],
  ]) {
    output.line(`  ${purpose.padEnd(18)}${command}`);
  }
}

/** The command that goes on with the run. */
function resume(
  { game, flags }: { readonly game: string; readonly flags: TrainFlags },
  run: string,
  { minutes, steps }: Pick<TrainFlags, "minutes" | "steps">,
): string {
  return commandLine("train", game, { ...givenGameOptions(flags), minutes, steps, out: run, resume: true });
}

/** A measurement as a sentence, with its step where that is not the run's last. */
function inWords({ step, label, value, interval, details }: EvaluationEvent, last: number): string {
  const when = step === last ? "" : ` at step ${step}`;
  const between = interval
    ? ` (95 % interval ${strength(label, interval[0])} to ${strength(label, interval[1])})`
    : "";
  const rest = Object.entries(details).map(([name, detail]) => `${name} ${strength(name, detail)}`);
  const more = rest.length > 0 ? `\n  ${rest.join(", ")}` : "";
  return `Measured strength${when}: ${strength(label, value)} ${label}${between}.${more}`;
}
