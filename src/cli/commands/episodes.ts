import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import { RunError } from "../../errors.js";
import { EPISODE_ORDERS } from "../../inspection/episode-orders.js";
import { practiceAhead } from "../../inspection/practice-ahead.js";
import type { RunEpisodeFilter } from "../../inspection/run-episodes.js";
import { aheadWords, episodeJson, episodesWords } from "../episodes/words.js";
import { examples } from "../examples.js";
import { atLeast, number, whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";

interface Flags extends Omit<RunEpisodeFilter, "solved"> {
  readonly best?: number;
  readonly worst?: number;
  readonly strangest?: number;
  readonly last?: number;
  readonly solved?: true;
  readonly unsolved?: true;
  readonly out?: string;
  readonly json?: true;
}

/** Episodes shown when nothing is said. */
const SHOWN = 3;

export function addEpisodes(program: Command): void {
  const command = program
    .command("episodes")
    .summary("what a language model answered in practice")
    .description(
      "Shows episodes that a run of a language model has practised with: messages, rewards by part, errors. Also while " +
        "it is being trained.",
    )
    .argument("<run>", "directory of the run")
    .optionsGroup("How many, of those that are wanted:")
    .option("--last <n>", `the last ones (default ${SHOWN})`, whole(1))
    .option("--best <n>", "those with the largest rewards", whole(1))
    .option("--worst <n>", "those with the smallest rewards", whole(1))
    .option(
      "--strangest <n>",
      "paid without being solved, solved without being paid, failed, or unlike others",
      whole(1),
    )
    .optionsGroup("Which are wanted; all of these must hold:")
    .option("--solved", "the checker calls them solved")
    .option("--unsolved", "the checker calls them unsolved")
    .option("--reward-above <x>", "the reward is more than this", number)
    .option("--reward-below <x>", "the reward is less than this", number)
    .option("--longer-than <n>", "more sampled tokens than this", whole(0))
    .option("--text <pattern>", "some message matches this regular expression", pattern)
    .option("--error <boundary>", "something went wrong: environment, policy, judge, engine or storage")
    .option("--stage <name>", "of this stage of training")
    .option("--step <n>", "of this step of training, counted over all stages", whole(1))
    .option("--difficulty <x>", "of examples as difficult as this", atLeast(0))
    .optionsGroup("Options:")
    .option("--out <file>", "write all that are wanted to a file instead, .jsonl or .parquet")
    .option("--json", "print one JSON object, with token ids and log-probabilities")
    .action((directory: string, flags: Flags) => episodesAction(directory, flags));
  examples(command, [
    ["selfplay episodes runs/countdown-1", "the last few, and what they have in common"],
    ["selfplay episodes runs/countdown-1 --best 3", "what pays most"],
    [
      "selfplay episodes runs/countdown-1 --strangest 5",
      "rewards that are earned without solving, errors, outliers",
    ],
    ["selfplay episodes runs/countdown-1 --unsolved --reward-above 0", "is the reward being hacked?"],
    ["selfplay episodes runs/countdown-1 --solved --out solved.parquet", "a dataset of what was solved"],
    ["selfplay episodes runs/countdown-1 --text 'time ?out' --last 10 --json", "for a program"],
  ]);
}

async function episodesAction(
  directory: string,
  { json, best, worst, strangest, last, solved, unsolved, out, ...filter }: Flags,
): Promise<void> {
  const counts = { best, worst, strangest, last };
  const asked = EPISODE_ORDERS.filter((order) => counts[order] !== undefined);
  if (asked.length > 1) throw new UsageError(`--${asked[0]} and --${asked[1]}: give one of them`);
  if (solved && unsolved) throw new UsageError("--solved and --unsolved: give one of them");
  if (out !== undefined && asked.length > 0)
    throw new UsageError(`--out and --${asked[0]}: give one of them; --out writes all that are wanted`);
  const [order = "last"] = asked;
  const output = createOutput({ json: json === true });
  const run = await openExistingRun(directory);
  const { config } = run;
  const { selectRunEpisodes } = await import("../../inspection/select-run-episodes.js");
  const wanted = { ...filter, ...((solved || unsolved) && { solved: solved === true }) };
  if (out !== undefined) {
    const { exportEpisodes } = await import("../../exports/export-episodes.js");
    const count = await exportEpisodes(directory, out, wanted);
    output.result({ run: directory, out, episodes: count }, () => `${out}: ${count} episodes`);
    return;
  }
  const chosen = { order, count: counts[order] ?? SHOWN, filter: wanted };
  const selection = await selectRunEpisodes(directory, chosen).catch(async (error: unknown) => {
    if (!(error instanceof RunError) || error.code !== "EPISODES_MISSING") throw error;
    if ((await practiceAhead(run)) === undefined) throw error;
    return { order, matching: 0, solved: 0, reward: 0, episodes: [] };
  });
  const ahead = selection.matching === 0 ? await practiceAhead(run) : undefined;
  const { episodes, ...facts } = selection;
  output.result(
    { run: directory, ...facts, episodes: episodes.map((found) => episodeJson(config, found)) },
    () =>
      ahead === undefined
        ? episodesWords(directory, config, selection, output.colours)
        : aheadWords(directory, ahead),
  );
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    throw new InvalidArgumentError(`Expected a regular expression (${(error as Error).message}).`);
  }
}
