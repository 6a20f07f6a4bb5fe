import { stat } from "node:fs/promises";
import { CheckpointError } from "../errors.js";
import { ifExists } from "../run/disk.js";

/** @throws CheckpointError `CHECKPOINT_EXISTS`: what was exported before is not replaced, as folders are not */
export async function refuseFile(path: string): Promise<void> {
  const found = await ifExists(stat(path));
  if (!found) return;
  const what = found.isDirectory() ? "a folder" : "one";
  throw new CheckpointError("CHECKPOINT_EXISTS", `${path}: expected no such file, found ${what}`);
}
