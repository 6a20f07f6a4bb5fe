import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CheckpointError } from "../../errors.js";
import { ifExists, named, onDisk, syncDirectory, writeDurably } from "../../run/disk.js";
import type { OutputFile } from "./checkpoint-contents.js";

/**
 * Writes files into a new folder that appears whole or not at all: they are written to a hidden one beside it, which
 * is then renamed.
 *
 * @param options `overwrite`: put it in place of a folder that is there; otherwise only an empty one may be
 * @throws CheckpointError `CHECKPOINT_EXISTS`; RunError `DISK_FULL`
 */
export async function writeFolder(
  path: string,
  files: Iterable<OutputFile>,
  { overwrite = false } = {},
): Promise<void> {
  const found = await ifExists(readdir(path));
  if (found && found.length > 0 && !overwrite)
    throw new CheckpointError(
      "CHECKPOINT_EXISTS",
      `${path}: expected no such folder or an empty one, found ${found[0]} in it`,
    );
  const parent = dirname(path);
  const hidden = (purpose: string) => join(parent, `.${basename(path)}.${purpose}-${process.pid}`);
  const temporary = hidden("new");
  await rm(temporary, { recursive: true, force: true });
  try {
    await onDisk(temporary, () => mkdir(temporary, { recursive: true }));
    for (const { name, contents } of files) await writeDurably(join(temporary, name), contents);
    await syncDirectory(temporary);
    if (found) await replaceFolder(path, temporary, hidden("old"));
    else await rename(temporary, path);
    await syncDirectory(parent);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw named(error, temporary, path);
  }
}

/** A folder that is not empty cannot be renamed over; the old one is kept until the new one stands there. */
async function replaceFolder(path: string, replacement: string, aside: string): Promise<void> {
  await rm(aside, { recursive: true, force: true });
  await rename(path, aside);
  try {
    await rename(replacement, path);
  } catch (error) {
    await rename(aside, path);
    throw error;
  }
  await rm(aside, { recursive: true });
}
