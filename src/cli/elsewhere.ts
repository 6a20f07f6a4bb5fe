import { type Command, Option } from "commander";
import { UsageError } from "./usage-error.js";

/**
 * Gives a command flags that it does not understand here but does of something else, or that another command has: who
 * gives one is told why. Those that the command has already are left alone, and so is its help.
 *
 * @param flags with their dashes
 * @param why ends the sentence that begins with the flag
 */
export function addElsewhere(command: Command, flags: readonly string[], why: string): void {
  for (const flag of flags) {
    if (command.options.some(({ long }) => long === flag)) continue;
    const refuse = () => {
      throw new UsageError(`${flag}: ${why}`);
    };
    // The value may be left out too, since what is wrong is the flag.
    command.addOption(new Option(`${flag} [value]`).argParser(refuse).preset("").hideHelp());
  }
}
