import { readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { RunError } from "../../errors.js";

/**
 * Makes sure that nothing of a run lies elsewhere than below the runs directory: no link leads out of it, and there are only
 * files and directories, as opening anything else (a pipe, a device) may wait for ever.
 *
 * @param root the runs directory, as `realpath` gives it
 * @throws RunError `RUN_OUTSIDE`
 */
export async function refuseOutside(root: string, directory: string): Promise<void> {
  await refuseLeadingOut(root, directory);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() || entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink())
      throw new RunError("RUN_OUTSIDE", `${shown(root, path)}: is neither a file nor a directory`);
    await refuseLeadingOut(root, path);
  }
}

async function refuseLeadingOut(root: string, path: string): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined && (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)))
    return;
  throw new RunError("RUN_OUTSIDE", `${shown(root, path)}: leads out of the runs directory`);
}

const shown = (root: string, path: string) => relative(root, path) || path;
