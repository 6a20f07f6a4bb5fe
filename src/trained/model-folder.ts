import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ifExists } from "../run/disk.js";

/** What a directory holds: the checkpoint of a language model, a run, or neither of them. */
export type FolderKind = "checkpoint" | "run" | "other";

/** Looks at a directory's `config.json`; undefined where there is no such directory. */
export async function folderKind(path: string): Promise<FolderKind | undefined> {
  const found = await ifExists(stat(path));
  if (!found?.isDirectory()) return undefined;
  const text = await ifExists(readFile(join(path, "config.json"), "utf8"));
  if (text === undefined) return "other";
  // Whose the file is shows in a field that only a model's configuration has, also where it is damaged.
  return /"(model_type|architectures)"\s*:/.test(text) ? "checkpoint" : "run";
}
