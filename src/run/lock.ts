import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { RunError } from "../errors.js";
import { ifExists, replaceDurably, systemCode } from "./disk.js";

/** Names of lock files, also of one that is still being written. */
export const LOCK_NAME = /^\.?lock-/;

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Tells apart two processes that were given the same number; null where the system does not say. */
  readonly started: string | null;
}

/**
 * A run directory's lock: one process at a time writes to a run. Each process puts down a file of its own and only
 * then looks for others; so of two that come at once at least one sees the other and steps back (perhaps both), and
 * the file of a process that is gone can be taken away without hitting anybody's new one.
 */
export class RunLock {
  private constructor(private readonly path: string) {}

  /**
   * Takes the lock, also one left by a process that is gone.
   * @throws RunError `RUN_LOCKED` naming the process that holds it
   */
  static async take(directory: string): Promise<RunLock> {
    const name = `lock-${randomUUID()}.json`;
    const lock = new RunLock(join(directory, name));
    const owner: Owner = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
    await replaceDurably(lock.path, `${JSON.stringify(owner)}\n`);
    try {
      for (const other of await readdir(directory)) {
        if (other !== name && /^lock-.*\.json$/.test(other)) await removeStale(join(directory, other));
      }
    } catch (error) {
      await lock.release();
      throw error;
    }
    return lock;
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Whether a process that lives holds the lock of a run; of a process on another machine it is thought to. */
export async function isLocked(directory: string): Promise<boolean> {
  for (const name of (await ifExists(readdir(directory))) ?? []) {
    if (!/^lock-.*\.json$/.test(name)) continue;
    const owner = parseOwner((await ifExists(readFile(join(directory, name), "utf8"))) ?? "");
    if (owner && isAlive(owner)) return true;
  }
  return false;
}

/** Takes away the lock of a process that is gone. */
async function removeStale(path: string): Promise<void> {
  const text = await ifExists(readFile(path, "utf8"));
  const owner = text === undefined ? undefined : parseOwner(text);
  if (owner && isAlive(owner))
    throw new RunError(
      "RUN_LOCKED",
      `${path}: process ${owner.pid} on ${owner.host} is writing to this run. Stop it first; if it is gone for ` +
        "certain, delete this file.",
    );
  await rm(path, { force: true });
}

/** Undefined for a lock torn by a power cut. */
function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isSafeInteger(owner.pid) && typeof owner.host === "string" ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a lock's owner may still be running; of another machine nobody can tell. */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (systemCode(error) === "ESRCH") return false;
  }
  const started = startOf(owner.pid);
  return owner.started === null || started === null || owner.started === started;
}

/** When a process was started, in clock ticks since the machine was (Linux); null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie is dead already; it only waits for its parent to notice.
    return state === "Z" || state === "X" ? "ended" : fields[18];
  } catch {
    return null;
  }
}
