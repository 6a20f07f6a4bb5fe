import type { EvaluationEvent, TrainEvent } from "../../algorithms/algorithm.js";
import { commandLine } from "../command-line.js";
import { strength } from "../format.js";
import { givenGameOptions } from "../game-argument.js";
import type { Output } from "../output.js";
import type { TrainFlags } from "./flags.js";

type Finished = Extract<TrainEvent, { readonly type: "finished" }>;

/** Says in words what came of a run, and the commands for what can be done with it. */
export function conclude(
  output: Output,
  finished: Finished,
  measured: EvaluationEvent | undefined,
  asked: { readonly game: string; readonly flags: TrainFlags },
): void {
  const { run, step, reason } = finished;
  const game = givenGameOptions(asked.flags);
  output.line();
  if (measured) output.line(output.colours.bold(inWords(measured, step)));
  if (reason === "stopped") {
    output.line(`Stopped and saved at step ${step}. Go on with:`);
    output.line(`  ${resume(asked, run, 1)}`);
    return;
  }
  output.line(`The run is in ${run}.`);
  for (const [purpose, command] of [
    ["play against it", commandLine("play", asked.game, { ...game, against: run })],
    ["measure it", commandLine("eval", run)],
    ["train it further", resume(asked, run, 2)],
    ["export it", commandLine("export", run, { out: "policy.onnx" })],
  ]) {
    output.line(`  ${purpose.padEnd(18)}${command}`);
  }
}

/** The command that goes on with the run, with its budget or a multiple of it. */
function resume({ game, flags }: { game: string; flags: TrainFlags }, run: string, times: number): string {
  const budget = flags.steps === undefined ? { minutes: flags.minutes ?? 10 } : { steps: flags.steps };
  const more = Object.entries(budget).map(([name, value]) => [name, value * times]);
  return commandLine("train", game, {
    ...givenGameOptions(flags),
    ...Object.fromEntries(more),
    out: run,
    resume: true,
  });
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
