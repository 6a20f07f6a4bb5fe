import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ifExists } from "../../run/disk.js";
import { fileSource } from "../../run/file-source.js";
import type { CheckpointFolder } from "./checkpoint-folder.js";

/** A folder on the disk. */
export function directory(path: string): CheckpointFolder {
  return {
    name: path,
    text: (file) => ifExists(readFile(join(path, file), "utf8")),
    open: (file) => ifExists(fileSource(join(path, file))),
  };
}
