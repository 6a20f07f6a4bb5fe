import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addCheck } from "./commands/check.js";
import { addDoctor } from "./commands/doctor.js";
import { addEval } from "./commands/eval.js";
import { addExport } from "./commands/export.js";
import { addInfo } from "./commands/info.js";
import { addList } from "./commands/list.js";
import { addPlay } from "./commands/play.js";
import { addRatings } from "./commands/ratings.js";
import { addServe } from "./commands/serve.js";
import { addTrain } from "./commands/train.js";
import { examples } from "./examples.js";
import { reportError } from "./report-error.js";

/**
 * Runs a command line.
 *
 * @param args without the names of the program
 * @returns the exit status: 0, 1 when it failed, 2 when the command line cannot be understood
 */
export async function run(args: readonly string[]): Promise<number> {
  const program = createProgram();
  if (args.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    // A command that did its work and found something wrong has set it.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return reportError(error);
  }
}

function createProgram(): Command {
  const program = new Command("selfplay")
    .description("Describe a scenario, choose an algorithm, and watch it get better by practising.")
    .version(version())
    .showHelpAfterError("(add --help for what it understands)")
    .exitOverride();
  for (const add of [
    addList,
    addTrain,
    addEval,
    addPlay,
    addRatings,
    addExport,
    addInfo,
    addCheck,
    addDoctor,
    addServe,
  ]) {
    add(program);
  }
  return examples(program, [
    ["selfplay train connect-four --minutes 10", "learn Connect Four by self-play alone"],
    ["selfplay play connect-four", "play against the newest run"],
    ["selfplay train ./my-game.ts", "learn a game of your own"],
  ]);
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
