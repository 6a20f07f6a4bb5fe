import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "../errors.js";
import { CONFIG_FILE, holdsRunConfig } from "./config.js";
import { ifExists } from "./disk.js";
import { LEFT_BY_TRAINING } from "./entries.js";
import { LOCK_NAME } from "./lock.js";

/** What a process leaves that was killed while it made the directory; an empty folder may be left besides. */
const HALF_MADE = /^\.config\.json\.tmp-/;

/**
 * Looks whether a new run may be made in a directory.
 *
 * @param overwrite whether it takes the place of a run that is there, and may lie beside files of other kinds
 * @throws RunError `RUN_EXISTS`; `RUN_FOREIGN` and `RUN_DAMAGED` for what a run would replace and is not known to be one's
 */
export async function refuseOccupied(path: string, overwrite: boolean): Promise<void> {
  const names = (await ifExists(readdir(path))) ?? [];
  if (names.includes(CONFIG_FILE)) {
    await refuseOtherConfig(path);
    if (overwrite) return;
    throw exists(path, "holds a run already");
  }
  const others: string[] = [];
  for (const name of names) {
    if (LOCK_NAME.test(name) || HALF_MADE.test(name)) continue;
    if (!LEFT_BY_TRAINING.includes(name)) others.push(name);
    else if (!(await isEmptyFolder(join(path, name)))) throw foreign(join(path, name));
  }
  if (overwrite || others.length === 0) return;
  throw exists(path, `is not empty (${others.slice(0, 3).join(", ")} …)`);
}

async function refuseOtherConfig(path: string): Promise<void> {
  const config = join(path, CONFIG_FILE);
  const isRun = await holdsRunConfig(path).catch((error: unknown) => {
    if (!(error instanceof RunError)) throw error;
    const advice = "whether it is a run's cannot be told; delete the directory by hand, or choose another";
    throw new RunError(error.code, `${error.message}: ${advice}`, { cause: error });
  });
  if (!isRun)
    throw new RunError(
      "RUN_FOREIGN",
      `${config}: is not a run's, and a new run would replace it; ${WAY_OUT}`,
    );
}

const WAY_OUT = "move it away, or choose another directory";

function foreign(entry: string): RunError {
  return new RunError(
    "RUN_FOREIGN",
    `${entry}: belongs to no run, as there is no ${CONFIG_FILE} beside it, and a new run would replace it; ${WAY_OUT}`,
  );
}

function exists(path: string, what: string): RunError {
  return new RunError("RUN_EXISTS", `${path}: ${what}; resume it, overwrite it, or choose another directory`);
}

async function isEmptyFolder(path: string): Promise<boolean> {
  return (await ifExists(readdir(path)))?.length === 0;
}
