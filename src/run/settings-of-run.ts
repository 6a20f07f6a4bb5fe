import { join } from "node:path";
import { OptionError, RunError } from "../errors.js";
import { CONFIG_FILE, type RunConfig } from "./config.js";

/**
 * The settings that a run was begun with, seen through.
 *
 * @param resolve what sees whether they are some, and puts in what is by default
 * @throws RunError `RUN_DAMAGED` naming the file and the setting
 * @example
 * const values = settingsOfRun(await openRun("runs/a"), resolveLanguage);
 */
export function settingsOfRun<Values>(
  { path, config }: { readonly path: string; readonly config: RunConfig },
  resolve: (settings: RunConfig["settings"]) => Values,
): Values {
  try {
    return resolve(config.settings);
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause;
    throw new RunError("RUN_DAMAGED", `${join(path, CONFIG_FILE)}: settings.${cause.message}`, { cause });
  }
}
