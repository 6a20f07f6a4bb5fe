import type { Command } from "commander";
import type { Checkpoint, RunConfig } from "../../run/index.js";
import { type MetricsRecord, weightsSha256 } from "../../run/index.js";
import { examples } from "../examples.js";
import { count, duration, sparkline, strength, table } from "../format.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

/** A measurement of strength as it stands in a run's metrics. */
interface Evaluation {
  readonly step: number;
  readonly minutes: number;
  readonly label: string;
  readonly value: number;
  readonly interval?: readonly [number, number];
}

interface Info {
  readonly run: string;
  readonly config: RunConfig;
  readonly progress: Readonly<Record<string, unknown>> | null;
  /** The last measurement against something held out, or of the rating where nothing is. */
  readonly headline: Evaluation | null;
  readonly evaluations: readonly Evaluation[];
  readonly checkpoints: readonly number[];
  /** Of the newest checkpoint. */
  readonly weightsSha256: string | null;
}

export function addInfo(program: Command): void {
  const command = program
    .command("info")
    .summary("settings, progress and strength of a run")
    .description("Shows what a run trains, how far it is, how strong it was found, and what it has saved.")
    .argument("<run>", "directory of the run")
    .option("--json", "print one JSON object")
    .action(async (directory: string, { json }: { readonly json?: true }) => {
      const output = createOutput({ json: json === true });
      const info = await gather(directory);
      output.result(info, () => words(info));
    });
  examples(command, [
    ["selfplay info runs/a", "how far is it?"],
    ["selfplay info runs/a --json", "the same for a program, with the SHA-256 of the newest weights"],
  ]);
}

async function gather(directory: string): Promise<Info> {
  const run = await openExistingRun(directory);
  const [metrics, checkpoint, checkpoints] = await Promise.all([
    run.metrics(),
    run.latestCheckpoint(),
    run.checkpoints(),
  ]);
  const evaluations = metrics.filter(({ type }) => type === "evaluation").map(evaluationOf);
  const heldOut = evaluations.filter(({ label }) => label !== "Elo");
  return {
    run: directory,
    config: run.config,
    progress: checkpoint?.meta ?? null,
    headline: heldOut.at(-1) ?? evaluations.at(-1) ?? null,
    evaluations,
    checkpoints: checkpoints.map(({ step }) => step),
    weightsSha256: await shaOf(checkpoint),
  };
}

async function shaOf(checkpoint: Checkpoint | undefined): Promise<string | null> {
  return checkpoint ? weightsSha256(await checkpoint.weights("weights")) : null;
}

function evaluationOf({ step, minutes, label, value, interval }: MetricsRecord): Evaluation {
  return { step, minutes, label, value, ...(interval !== undefined && { interval }) } as Evaluation;
}

function words({ run, config, progress, headline, evaluations, checkpoints, weightsSha256 }: Info): string {
  const { algorithm, seed, settings, versions, created } = config;
  const [kind, scenario] = config.game ? ["game", config.game] : ["task", config.task ?? { name: "" }];
  const options = Object.entries(scenario.options ?? {}).map(([name, value]) => `${name} ${value}`);
  const facts: [string, string][] = [
    ["run", run],
    [kind, [scenario.name, ...options].join(", ") + (scenario.file ? ` (${scenario.file})` : "")],
    ["algorithm", `${algorithm}, seed ${seed}`],
    ["begun", `${created} with selfplay ${versions.selfplay}, Node ${versions.node}`],
    ["progress", progress ? progressWords(progress) : "no checkpoint yet"],
    ["strength", headline ? headlineWords(headline, evaluations) : "not measured yet"],
    ["checkpoints", checkpoints.length === 0 ? "none" : `steps ${checkpoints.join(", ")}`],
    ["weights", weightsSha256 ? `SHA-256 ${weightsSha256}` : "none"],
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(12)}${value}`);
  const values = Object.entries(settings).map(([name, value]) => [`  ${name}`, String(value)]);
  return [...lines, "settings", table([["", ""], ...values]).slice(1)].join("\n");
}

function progressWords(progress: Readonly<Record<string, unknown>>): string {
  const number = (name: string) => Number(progress[name] ?? Number.NaN);
  return (
    `${duration(number("minutes"))}, step ${number("step")}, ` +
    `${count(number("games"))} games, ${count(number("positions"))} positions`
  );
}

function headlineWords({ label, value, step }: Evaluation, evaluations: readonly Evaluation[]): string {
  const history = evaluations.filter((other) => other.label === label).map((other) => other.value);
  return `${strength(label, value)} ${label} (step ${step})  ${sparkline(history)}`;
}
