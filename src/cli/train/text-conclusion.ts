import { plannedSteps, practiceSetting } from "../../algorithms/language/planned-steps.js";
import { beforePractice, type Measurement, type RunInfo, runInfo } from "../../inspection/run-info.js";
import { commandLine } from "../command-line.js";
import { examplePrompt } from "../example-prompt.js";
import { percent, table } from "../format.js";
import type { Output } from "../output.js";
import type { AskedForText } from "../scenario/asked.js";
import { taskFlag } from "../scenario/task-options.js";
import { flagOf } from "../settings-options.js";
import type { TrainFlags } from "./flags.js";
import { moreBudget, nothingLeft, type Sitting } from "./spent.js";
import { troublesOf } from "./text-troubles.js";

/** What was asked for on the command line. */
interface Request {
  readonly asked: AskedForText;
  readonly flags: TrainFlags;
}

/** Says in words what came of training a language model, and the commands for what can be done with it. */
export async function concludeText(output: Output, sitting: Sitting, request: Request): Promise<void> {
  const { run, step, reason } = sitting.finished;
  const info = await runInfo(run);
  output.line();
  const { shown, practised } = plannedSteps(info.config.settings);
  const idle = nothingLeft(sitting, request.flags, shown + practised);
  const length = flagOf(practiceSetting(info.config.settings));
  if (idle !== undefined)
    output.line(step < shown + practised ? idle : `${idle} A larger ${length} makes more.`);
  for (const line of measuredLines(info, step)) output.line(output.colours.bold(line));
  const { lines, doctor } = await troublesOf(run, output.colours);
  for (const line of lines) output.line(line);
  if (reason === "stopped") {
    output.line(`Stopped and saved at step ${step}. Go on with:`);
    output.line(`  ${resume(request, run, request.flags)}`);
    if (doctor !== undefined) output.line(`Something is wrong with it. To see what:\n  ${doctor}`);
    return;
  }
  output.line(`The run is in ${run}, its model in ${run}/models/last.`);
  const { recipe } = request.asked;
  const environmentOptions = info.config.task?.options ?? {};
  const prompt = await examplePrompt({ recipe, environmentOptions });
  const wrong: [string, string][] = doctor === undefined ? [] : [["what is wrong", doctor]];
  for (const [purpose, command] of [...wrong, ...proposals(info, { ...request, sitting }, prompt)])
    output.line(`  ${purpose.padEnd(18)}${command}`);
}

/**
 * The last measurement, beside the one before the stage that practises where there is one.
 *
 * @param step the run's last, which was not measured where it was stopped
 */
export function measuredLines(
  { evaluations, headline }: Pick<RunInfo, "evaluations" | "headline">,
  step: number,
): string[] {
  if (!headline) return [];
  const before = beforePractice(evaluations);
  const now = headline.step === step ? undefined : `at step ${headline.step}`;
  if (before === undefined || before === headline)
    return [`${["Measured", now].filter(Boolean).join(" ")}: ${share(headline)} ${headline.label}.`];
  const row = (name: string, of: (measurement: Measurement) => string | undefined) => {
    const [was, is] = [before, headline].map(of);
    return was === undefined && is === undefined ? [] : [[name, was ?? "", is ?? ""]];
  };
  const passes = Object.keys(headline.details ?? {}).filter((name) => name.startsWith("pass@"));
  const rows = [
    ["", "before practice", now ?? "now"],
    ...row("accuracy", share),
    ...passes.flatMap((name) =>
      row(name, ({ details }) => (details?.[name] === undefined ? undefined : percent(details[name]))),
    ),
  ];
  const of = headline.label.replace(/^s/, "S");
  return [`${of}, with 95 % intervals:`, ...table(rows).split("\n")];
}

function share({ value, interval }: Measurement): string {
  return interval ? `${percent(value)} (${percent(interval[0])} to ${percent(interval[1])})` : percent(value);
}

/** Options of what is practised that are not as they are when nothing is said, as flags. */
function taskFlags({ config }: RunInfo, { asked }: Request): Record<string, string | number | boolean> {
  const { options } = asked.recipe;
  const { file, options: all = {} } = config.task ?? {};
  // What a file's function was called with is kept alone; where it is read again for its run, that is its defaults.
  const own = Object.entries(all).filter(
    ([name, value]) => name in options && (file !== undefined || value !== options[name].default),
  );
  return Object.fromEntries(own.map(([name, value]) => [taskFlag(name).slice(2), value]));
}

function proposals(
  info: RunInfo,
  { sitting, ...request }: Request & { readonly sitting: Sitting },
  prompt: string | undefined,
): [string, string][] {
  const { run, config, progress } = info;
  const { settings } = config;
  const { shown, practised } = plannedSteps(settings);
  const step = Number(progress?.step ?? 0);
  // Where the budget ended before the stages did, more of it goes on with them.
  const more: [string, string][] =
    step < shown + practised
      ? [["train it further", resume(request, run, moreBudget(request.flags, sitting))]]
      : [["train on from it", trainOn(info, request)]];
  // The accuracy above is that of the most likely answers.
  const ask: [string, string][] =
    prompt === undefined
      ? []
      : [["ask it something", commandLine("sample", run, { prompt, temperature: 0 })]];
  return [
    ...ask,
    ["talk to it", commandLine("chat", run)],
    ["measure it", commandLine("eval", run)],
    ...(step > shown
      ? ([["see its answers", commandLine("episodes", run, { best: 3 })]] as [string, string][])
      : []),
    ...more,
    ["export it", commandLine("export", run, { out: "my-model" })],
  ];
}

/** The command that begins a new run with the model; an adapter is put into its checkpoint first. */
function trainOn(info: RunInfo, request: Request): string {
  const { run, config } = info;
  const with_ = (checkpoint: string) =>
    commandLine("train", checkpoint, { environment: request.asked.name, ...taskFlags(info, request) });
  if (config.model?.lora === undefined) return with_(`${run}/models/last`);
  return `${commandLine("export", run, { merge: true, out: "merged" })} && ${with_("merged")}`;
}

/** The command that goes on with the run: its options and settings are in its directory. */
function resume(
  { asked }: Request,
  run: string,
  { minutes, steps }: Pick<TrainFlags, "minutes" | "steps">,
): string {
  const { checkpoint, name } = asked;
  const environment = checkpoint === undefined ? undefined : name;
  return commandLine("train", checkpoint ?? name, {
    environment,
    minutes,
    steps,
    out: run,
    resume: true,
  });
}
