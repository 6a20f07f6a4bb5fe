import { CommanderError } from "commander";
import pc from "picocolors";
import { OptionError, SelfplayError } from "../errors.js";
import { wantsColours } from "./output.js";
import { systemErrorWords } from "./system-error.js";
import { UsageError } from "./usage-error.js";

/** Exit status of a command line that cannot be understood. */
const USAGE = 2;
const FAILED = 1;

/** Codes of errors for what was named and is not there. */
const NOT_THERE = ["UNKNOWN_GAME", "UNKNOWN_ENVIRONMENT", "GAME_FILE_MISSING", "ENVIRONMENT_FILE_MISSING"];

/** Tells what went wrong on standard error and returns the exit status. */
export function reportError(error: unknown, env = process.env): number {
  // commander has said its piece already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  const { red, dim } = pc.createColors(wantsColours(process.stderr, env));
  const message = systemErrorWords(error) ?? (error instanceof Error ? error.message : String(error));
  process.stderr.write(`${red("error:")} ${message}\n`);
  if (env.DEBUG === "selfplay") process.stderr.write(`${dim(stackOf(error))}\n`);
  else if (!expected(error)) {
    process.stderr.write(`${dim("This is a fault in selfplay. DEBUG=selfplay shows where it happened.")}\n`);
  }
  return isUsage(error) ? USAGE : FAILED;
}

/** The kit's own errors, and those of the operating system (a disk, a permission), which are no fault of the kit. */
function expected(error: unknown): boolean {
  return error instanceof SelfplayError || (error instanceof Error && "syscall" in error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause) || String(error.cause)}`;
  return `${error.stack}${cause}`;
}

function isUsage(error: unknown): boolean {
  if (error instanceof UsageError || error instanceof OptionError) return true;
  return error instanceof SelfplayError && NOT_THERE.includes(error.code);
}
