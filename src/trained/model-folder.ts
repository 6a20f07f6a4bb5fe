import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ifExists } from "../run/disk.js";

/**
 * What a directory holds: the checkpoint of a language model, a run, an adapter of peft without the checkpoint that it
 * is for, or none of them.
 */
export type FolderKind = "checkpoint" | "run" | "adapter" | "other";

/** Looks at a directory's `config.json`; undefined where there is no such directory. */
export async function folderKind(path: string): Promise<FolderKind | undefined> {
  const found = await ifExists(stat(path));
  if (!found?.isDirectory()) return undefined;
  const text = await ifExists(readFile(join(path, "config.json"), "utf8"));
  if (text === undefined)
    return (await ifExists(stat(join(path, "adapter_config.json")))) ? "adapter" : "other";
  // Whose the file is shows in a field that only a model's configuration has, also where it is damaged.
  return /"(model_type|architectures)"\s*:/.test(text) ? "checkpoint" : "run";
}

/** Why an adapter alone is not enough, and what makes a checkpoint of it. @param path of its folder */
export async function adapterWords(path: string): Promise<string> {
  const whole = resolve(path);
  const [stage, run] = [basename(whole), join(path, "..", "..")];
  const ofRun = basename(dirname(whole)) === "models" && (await folderKind(run)) === "run";
  const from = ofRun ? run : "RUN";
  const merge = `selfplay export ${from}${ofRun && stage !== "last" ? ` --stage ${stage}` : ""} --merge --out DIR`;
  const way = ofRun
    ? `\`${merge}\` writes both as one checkpoint, DIR`
    : `of a run, \`${merge}\` writes both as one checkpoint, DIR; of another, peft's merge_and_unload`;
  return `${path}: expected a whole model, found an adapter, which is nothing without its checkpoint; ${way}`;
}
