import { readdir } from "node:fs/promises";
import { ifExists } from "./disk.js";

/** The first of `NAME-1`, `NAME-2`, … that is not in the folder yet. */
export async function unusedRunName(folder: string, name: string): Promise<string> {
  const taken = new Set((await ifExists(readdir(folder))) ?? []);
  let number = 1;
  while (taken.has(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}
