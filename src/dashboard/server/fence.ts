import { readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { RunError } from "../../errors.js";
import { ifExists } from "../../run/disk.js";

/**
 * Makes sure that nothing of a run lies elsewhere than below the runs directory: no link leads out of it, and there are only
 * files and directories, as opening anything else (a pipe, a device) may wait for ever.
 *
 * @param root the runs directory, as `realpath` gives it
 * @throws RunError `RUN_OUTSIDE`
 */
export async function refuseOutside(root: string, directory: string): Promise<void> {
  await refuseLeadingOut(root, directory);
  await refuseWithin(root, directory);
}

async function refuseWithin(root: string, directory: string): Promise<void> {
  // What is gone by the time it is looked at, as the process that trains replaces its checkpoints, leads nowhere.
  for (const entry of (await ifExists(readdir(directory, { withFileTypes: true }))) ?? []) {
    if (entry.isFile()) continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await refuseWithin(root, path);
    else if (entry.isSymbolicLink()) await refuseLeadingOut(root, path);
    else throw new RunError("RUN_OUTSIDE", `${shown(root, path)}: is neither a file nor a directory`);
  }
}

async function refuseLeadingOut(root: string, path: string): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined && (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)))
    return;
  throw new RunError("RUN_OUTSIDE", `${shown(root, path)}: leads out of the runs directory`);
}

const shown = (root: string, path: string) => relative(root, path) || path;
