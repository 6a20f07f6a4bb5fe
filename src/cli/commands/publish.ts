import type { Command } from "commander";
import { examples } from "../examples.js";
import { count } from "../format.js";
import { whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";

interface Flags {
  readonly out: string;
  readonly episodes?: number;
  readonly json?: true;
}

export function addPublish(program: Command): void {
  const command = program
    .command("publish")
    .summary("make a web site of a run")
    .description(
      "Writes the dashboard of one run as a folder that any web host can serve: its curves, games, answers, ratings, and its " +
        "networks to play against, which run in the visitor's browser. The folder must be new, empty, or one that publish made.",
    )
    .argument("<run>", "directory of the run")
    .requiredOption("--out <dir>", "the folder to make")
    .option("--episodes <n>", "newest episodes of a language model to show (default 100)", whole(0))
    .option("--json", "print one JSON object")
    .action(async (run: string, { out, episodes, json }: Flags) => {
      const output = createOutput({ json: json === true });
      await openExistingRun(run);
      const { publishRun } = await import("../../dashboard/index.js");
      const site = await publishRun({ run, out, ...(episodes !== undefined && { episodes }) });
      output.result(site, () => {
        const { folder, files, bytes, networks, replaced } = site;
        const instead = replaced ? ", in place of the site that was there" : "";
        const play = networks > 0 ? `, ${networks} networks to play against` : "";
        return `${folder}: ${files} files, ${count(bytes)} bytes${play}${instead}; serve it with any web server, such as\n  npx --yes http-server ${folder}`;
      });
    });
  examples(command, [
    ["selfplay publish runs/connect-four-1 --out site", "a site to play Connect Four against that run"],
    ["selfplay publish runs/addition-1 --out site --episodes 500", "with more of what it answered"],
  ]);
}
