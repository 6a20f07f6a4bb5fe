import type { Command } from "commander";
import { beforePractice, type Measurement, type RunInfo, runInfo } from "../../inspection/run-info.js";
import { examples } from "../examples.js";
import { count, duration, sparkline, strength, table } from "../format.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

export function addInfo(program: Command): void {
  const command = program
    .command("info")
    .summary("settings, progress and strength of a run")
    .description("Shows what a run trains, how far it is, how strong it was found, and what it has saved.")
    .argument("<run>", "directory of the run")
    .option("--json", "print one JSON object")
    .action(async (directory: string, { json }: { readonly json?: true }) => {
      const output = createOutput({ json: json === true });
      await openExistingRun(directory);
      const info = await runInfo(directory);
      output.result(info, () => words(info));
    });
  examples(command, [
    ["selfplay info runs/a", "how far is it?"],
    ["selfplay info runs/a --json", "the same for a program, with the SHA-256 of the newest weights"],
    ["selfplay info runs/addition-1", "of a language model also: how good was it before it practised?"],
  ]);
}

function words(info: RunInfo): string {
  const { run, config, progress, checkpoints, weightsSha256 } = info;
  const { algorithm, seed, settings, versions, created, model } = config;
  const [kind, scenario] = config.game ? ["game", config.game] : ["task", config.task ?? { name: "" }];
  const options = Object.entries(scenario.options ?? {}).map(([name, value]) => `${name} ${value}`);
  const facts: [string, string][] = [
    ["run", run],
    [kind, [scenario.name, ...options].join(", ") + (scenario.file ? ` (${scenario.file})` : "")],
    ...(model ? ([["model", modelWords(model)]] as [string, string][]) : []),
    ["algorithm", `${algorithm}, seed ${seed}`],
    ["begun", `${created} with selfplay ${versions.selfplay}, Node ${versions.node}`],
    ["progress", progress ? progressWords(progress) : "no checkpoint yet"],
    ...strengthFacts(info),
    ["checkpoints", checkpoints.length === 0 ? "none" : `steps ${checkpoints.join(", ")}`],
    ["weights", weightsSha256 ? `SHA-256 ${weightsSha256}` : "none"],
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(12)}${value}`);
  const values = Object.entries(settings).map(([name, value]) => [`  ${name}`, shown(value)]);
  return [...lines, "settings", table([["", ""], ...values]).slice(1)].join("\n");
}

function modelWords(model: Readonly<Record<string, unknown>>): string {
  const { preset, checkpoint, lora } = model as {
    readonly preset?: string;
    readonly checkpoint?: string;
    readonly lora?: { readonly rank: number };
  };
  if (checkpoint === undefined) return `${preset}, from nothing`;
  return checkpoint + (lora ? `, with an adapter of rank ${lora.rank}` : "");
}

function progressWords(progress: Readonly<Record<string, unknown>>): string {
  const counted = ["games", "positions", "trainedTokens", "sampledTokens"]
    .filter((name) => progress[name] !== undefined)
    .map((name) => `${count(Number(progress[name]))} ${name.replace(/Tokens$/, " tokens")}`);
  return [duration(Number(progress.minutes)), `step ${progress.step}`, ...counted].join(", ");
}

/** The headline with its history; of a language model also what it was before it practised. */
function strengthFacts({ headline, evaluations }: RunInfo): [string, string][] {
  if (!headline) return [["strength", "not measured yet"]];
  const { label, value, step } = headline;
  const history = evaluations.filter((other) => other.label === label).map((other) => other.value);
  const now: [string, string] = [
    "strength",
    `${strength(label, value)} ${label} (step ${step})  ${sparkline(history)}`,
  ];
  const before = beforePractice(evaluations);
  if (!before || before === headline) return [now];
  const gain = `${measured(before)} before practice (step ${before.step}), ${measured(headline)} now`;
  return [now, ["", gain]];
}

function measured({ label, value, interval }: Measurement): string {
  const between = interval && ` (${interval.map((bound) => strength(label, bound)).join(" to ")})`;
  return strength(label, value) + (between ?? "");
}

/** A setting's value; variables of a chat template as JSON. */
const shown = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
