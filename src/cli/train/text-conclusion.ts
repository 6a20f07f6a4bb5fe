import { join } from "node:path";
import type { TrainEvent } from "../../algorithms/algorithm.js";
import { plannedSteps } from "../../algorithms/language/planned-steps.js";
import { EPISODES_FILE } from "../../algorithms/language/progress.js";
import { countFailed } from "../../doctor/language/failed-episodes.js";
import { beforePractice, type Measurement, type RunInfo, runInfo } from "../../inspection/run-info.js";
import { openRun } from "../../run/index.js";
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
  for (const line of measuredLines(info, step)) output.line(output.colours.bold(line));
  for (const line of await failedLines(run)) output.line(output.colours.yellow(line));
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

/** That episodes failed, which the figures above do not show. */
async function failedLines(directory: string): Promise<string[]> {
  const run = await openRun(directory);
  const found = await countFailed(await run.metrics(), join(run.path, EPISODES_FILE));
  if (found === undefined) return [];
  const { failed, all, most } = found;
  const why = most === undefined ? "" : `, most often ${most}`;
  return [`${failed} of ${all} episodes failed${why}; see \`${commandLine("doctor", directory)}\``];
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

/** What is asked in the first of the examples that are held out; "…" where that is no single line of a user. */
async function examplePrompt({ config }: RunInfo, { asked }: Request): Promise<string> {
  const { environmentsOf } = await import("../../scenarios/recipe-environments.js");
  const { measured } = environmentsOf(asked.recipe, config.task?.options);
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
  const { settings, model } = config;
  const { shown, practised } = plannedSteps(settings);
  const step = Number(progress?.step ?? 0);
  // Where the budget ended before the stages did, more of it goes on with them.
  const more: [string, string][] =
    step < shown + practised
      ? [["train it further", resume(request, run, 2)]]
      : model?.checkpoint === undefined
        ? [
            [
              "train on from it",
              commandLine("train", `${run}/models/last`, {
                environment: environmentOf(request),
                ...taskFlags(info, request),
              }),
            ],
          ]
        : [];
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
