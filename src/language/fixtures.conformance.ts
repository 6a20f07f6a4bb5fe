import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the checkpoints made with transformers lie; see fixtures/language/generate.py. */
export const FIXTURES = fileURLToPath(new URL("../../fixtures/language", import.meta.url));

/** The files of a fixture's tokeniser by name. */
export function readFolder(name: string): ReadonlyMap<string, string> {
  const folder = join(FIXTURES, name);
  const names = readdirSync(folder).filter((file) => /^(token|chat|gen).*\.(json|jinja)$/.test(file));
  return new Map(names.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/** Names of the checkpoints. */
export const FAMILIES = [
  "llama2",
  "llama3",
  "mistral",
  "qwen2",
  "qwen3",
  "linear",
  "dynamic",
  "yarn",
] as const;
