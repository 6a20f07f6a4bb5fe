import { existsSync } from "node:fs";
import type { ScenarioDescription } from "../run/index.js";

/**
 * Whether what is asked for is what a run was begun with, from a file that has moved: the old one is gone, and the other
 * holds something of the same name. What else is in a file may change from sitting to sitting anyway.
 */
export function isMovedFile(
  was: ScenarioDescription | undefined,
  now: ScenarioDescription | undefined,
): boolean {
  if (was?.file === undefined || now?.file === undefined) return false;
  return was.name === now.name && was.file !== now.file && !existsSync(was.file);
}
