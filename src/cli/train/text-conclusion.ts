import type { TrainEvent } from "../../algorithms/algorithm.js";
import { plannedSteps } from "../../algorithms/language/planned-steps.js";
import { beforePractice, type Measurement, type RunInfo, runInfo } from "../../inspection/run-info.js";
import { commandLine } from "../command-line.js";
import { percent, table } from "../format.js";
import type { Output } from "../output.js";
import type { AskedForText } from "../scenario/asked.js";
import { taskFlag } from "../scenario/task-options.js";
import type { TrainFlags } from "./flags.js";

type Finished = Extract<TrainEvent, { readonly type: "finished" }>;

/** What was asked for on the command line. */
interface Request {
  readonly asked: AskedForText;
  readonly flags: TrainFlags;
}

/** Says in words what came of training a language model, and the commands for what can be done with it. */
export async function concludeText(output: Output, finished: Finished, request: Request): Promise<void> {
  const { run, step, reason } = finished;
  const info = await runInfo(run);
  output.line();
  for (const line of measuredLines(info)) output.line(output.colours.bold(line));
  if (reason === "stopped") {
    output.line(`Stopped and saved at step ${step}. Go on with:`);
    output.line(`  ${resume(request, run, 1)}`);
    return;
  }
  output.line(`The run is in ${run}, its model in ${run}/models/last.`);
  // An environment that fails now shall not spoil the end of a training.
  const prompt = await examplePrompt(info, request).catch(() => "…");
  for (const [purpose, command] of proposals(info, request, prompt))
    output.line(`  ${purpose.padEnd(18)}${command}`);
}

/** The last measurement, beside the one before the stage that practises where there is one. */
function measuredLines({ evaluations, headline }: RunInfo): string[] {
  if (!headline) return [];
  const before = beforePractice(evaluations);
  if (before === undefined || before === headline) return [`Measured: ${share(headline)} ${headline.label}.`];
  const row = (name: string, of: (measurement: Measurement) => string | undefined) => {
    const [was, now] = [before, headline].map(of);
    return was === undefined && now === undefined ? [] : [[name, was ?? "", now ?? ""]];
  };
  const passes = Object.keys(headline.details ?? {}).filter((name) => name.startsWith("pass@"));
  const rows = [
    ["", "before practice", "now"],
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

/** What is asked in the first of the examples that are held out; "…" where that is no single line of a user. */
async function examplePrompt({ config }: RunInfo, { asked }: Request): Promise<string> {
  const { environmentsOf } = await import("../../scenarios/recipe-environments.js");
  const { measured } = await environmentsOf(asked.recipe, config.task?.options);
  const { opening } = await measured.begin(measured.example("test", 0));
  const [{ role, content }] = opening;
  return opening.length === 1 && role === "user" && /^.{1,60}$/.test(content) ? content : "…";
}

/** Options of what is practised that are not as they are when nothing is said, as flags. */
function taskFlags({ config }: RunInfo, { asked }: Request): Record<string, string | number | boolean> {
  const { options } = asked.recipe;
  const own = Object.entries(config.task?.options ?? {}).filter(
    ([name, value]) => value !== options[name]?.default,
  );
  return Object.fromEntries(own.map(([name, value]) => [taskFlag(name).slice(2), value]));
}

function proposals(info: RunInfo, request: Request, prompt: string): [string, string][] {
  const { run, config, progress } = info;
  const { settings } = config;
  const { shown, practised } = plannedSteps(settings);
  const step = Number(progress?.step ?? 0);
  // Where the budget ended before the stages did, more of it goes on with them.
  const more: [string, string][] =
    step < shown + practised
      ? [["train it further", resume(request, run, 2)]]
      : [["train on from it", trainOn(info, request)]];
  return [
    ["ask it something", commandLine("sample", run, { prompt })],
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
    commandLine("train", checkpoint, { environment: environmentOf(request), ...taskFlags(info, request) });
  if (config.model?.lora === undefined) return with_(`${run}/models/last`);
  return `${commandLine("export", run, { merge: true, out: "merged" })} && ${with_("merged")}`;
}

const environmentOf = ({ asked, flags }: Request) =>
  asked.checkpoint === undefined ? asked.name : String(flags.environment);

/** The command that goes on with the run: its options and settings are in its directory. */
function resume({ asked, flags }: Request, run: string, times: number): string {
  const { checkpoint, name } = asked;
  const environment = checkpoint === undefined ? undefined : String(flags.environment);
  return commandLine("train", checkpoint ?? name, {
    environment,
    minutes: flags.minutes && flags.minutes * times,
    steps: flags.steps && flags.steps * times,
    out: run,
    resume: true,
  });
}
