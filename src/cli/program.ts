import { readFileSync } from "node:fs";
import { Command } from "commander";
import { OptionError } from "../errors.js";
import { addChat } from "./commands/chat.js";
import { addCheck } from "./commands/check.js";
import { addDoctor } from "./commands/doctor.js";
import { addEpisodes } from "./commands/episodes.js";
import { addEval } from "./commands/eval.js";
import { addExport } from "./commands/export.js";
import { addExportMetrics } from "./commands/export-metrics.js";
import { addInfo } from "./commands/info.js";
import { addList } from "./commands/list.js";
import { addPlay } from "./commands/play.js";
import { addPublish } from "./commands/publish.js";
import { addRatings } from "./commands/ratings.js";
import { addSample } from "./commands/sample.js";
import { addServe } from "./commands/serve.js";
import { addTrain } from "./commands/train.js";
import { addWatch } from "./commands/watch.js";
import { examples } from "./examples.js";
import { reportError } from "./report-error.js";
import { type Asked, type AskedBeside, asked } from "./scenario/asked.js";
import { firstArgument, optionValue } from "./scenario/first-argument.js";
import { measured } from "./scenario/measured.js";
import { optionOf } from "./settings-options.js";

const NOTHING = { kind: "nothing" } as const;

/**
 * Runs a command line.
 *
 * @param args without the names of the program
 * @returns the exit status: 0, 1 when it failed, 2 when the command line cannot be understood
 */
export async function run(args: readonly string[]): Promise<number> {
  const program = await createProgram(args);
  if (args.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync(args, { from: "user" });
    // A command that did its work and found something wrong has set it.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return reportError(byFlag(error, program, args[0]));
  }
}

async function createProgram([name, ...rest]: readonly string[]): Promise<Command> {
  const scenario = async (command: string): Promise<Asked> =>
    name === command ? asked(firstArgument(rest), beside(rest)) : NOTHING;
  const program = new Command("selfplay")
    .description("Describe a scenario, choose an algorithm, and watch it get better by practising.")
    .version(version())
    .showHelpAfterError("(add --help for what it understands)")
    .exitOverride();
  addList(program);
  addTrain(program, await scenario("train"));
  addWatch(program);
  addEval(program, name === "eval" ? await measured(rest) : NOTHING);
  addSample(program);
  addChat(program);
  addServe(program);
  addEpisodes(program);
  addPlay(program);
  addRatings(program);
  addExport(program);
  addExportMetrics(program);
  addPublish(program);
  addInfo(program);
  addCheck(program, await scenario("check"));
  addDoctor(program);
  return examples(program, [
    ["selfplay train connect-four --minutes 10", "learn Connect Four by self-play alone"],
    ["selfplay play connect-four", "play against the newest run"],
    ["selfplay watch", "look at the runs in a browser"],
    ["selfplay train addition", "train a small language model by reinforcement"],
    ["selfplay chat runs/addition-1", "talk to it"],
    ["selfplay train ./my-game.ts", "a game or a text environment of your own"],
  ]);
}

function beside(args: readonly string[]): AskedBeside {
  const resumed = args.includes("--resume") ? optionValue(args, "out") : undefined;
  return { environment: optionValue(args, "environment"), resumed };
}

/** An option of the library that was given as a flag is told by the flag's name. */
function byFlag(error: unknown, program: Command, name: string): unknown {
  if (!(error instanceof OptionError)) return error;
  const command = program.commands.find((other) => other.name() === name);
  const flag = command?.options.find((option) => option.attributeName() === optionOf(error.option))?.long;
  if (flag) error.message = flag + error.message.slice(error.option.length);
  return error;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
