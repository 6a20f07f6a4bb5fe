import { join } from "node:path";
import { OptionError } from "../errors.js";
import {
  createRun,
  type OpenOptions,
  openRun,
  type RunDescription,
  type RunDirectory,
} from "../run/index.js";
import { unusedRunName } from "../run/unused-name.js";
import { isMovedFile } from "./moved-file.js";

/** Which run is trained. */
export interface RunChoice {
  readonly out?: string;
  readonly seed?: number;
  readonly resume?: boolean;
  readonly fallback?: boolean;
  readonly overwrite?: boolean;
}

/** Makes the directory of a new run; a name is chosen for it where none is given. */
export async function beginRun(
  { out, overwrite = false }: RunChoice,
  name: string,
  description: RunDescription,
): Promise<RunDirectory> {
  const directory = out ?? join("runs", await unusedRunName("runs", name));
  return createRun(directory, description, { overwrite, ...keepOf(description.settings) });
}

/**
 * Opens a run to go on with it.
 *
 * @param now what it is asked to be, as far as that decides its course; what is undefined may be anything
 * @param logs see `OpenOptions.logs`
 * @throws OptionError naming what was otherwise when the run was begun
 */
export async function reopenRun(
  { out, fallback = false }: RunChoice,
  now: { readonly [Key in keyof RunDescription]?: RunDescription[Key] | undefined },
  logs: OpenOptions["logs"] = {},
): Promise<RunDirectory> {
  if (out === undefined) throw new OptionError("out", "the directory of the run to resume", undefined);
  const { config: was } = await openRun(out);
  const moved = (["game", "task"] as const).find((kind) => isMovedFile(was[kind], now[kind]));
  for (const [key, value] of Object.entries(now)) {
    const begun = was[key as keyof RunDescription];
    const same = key === moved ? { ...was[moved], file: now[moved]?.file } : begun;
    if (value !== undefined) refuseChange(key, same, value, out);
  }
  const run = await openRun(out, { write: true, fallback, logs, ...keepOf(was.settings) });
  const file = moved && now[moved]?.file;
  if (moved !== undefined && file !== undefined)
    await run.moveFile(moved, file).catch(async (error: unknown) => {
      await run.close();
      throw error;
    });
  return run;
}

/** @throws OptionError naming the part that is another, where there are parts */
function refuseChange(name: string, was: unknown, now: unknown, out: string): void {
  const [before, after] = [was, now].map((value) => JSON.stringify(value) ?? "nothing");
  if (before === after) return;
  if (isRecord(was) && isRecord(now)) {
    for (const key of new Set([...Object.keys(was), ...Object.keys(now)]))
      refuseChange(`${name} ${key}`, was[key], now[key], out);
    // The same in another order.
    return;
  }
  throw new OptionError(`${name} of ${out}`, `${before}, as the run has it`, now);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How many checkpoints a run keeps, where its algorithm has a setting for it. */
function keepOf({ keepCheckpoints }: RunDescription["settings"]): { keepLast?: number } {
  return typeof keepCheckpoints === "number" ? { keepLast: keepCheckpoints } : {};
}
