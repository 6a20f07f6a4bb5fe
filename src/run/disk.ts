import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RunError } from "../errors.js";

/**
 * What a file is written from; several pieces are written one after the other, each taken when its turn comes, so
 * that each can be made in the memory of the one before. A write that is retried goes through them again.
 */
export type FileContents = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Length and SHA-256 (hexadecimal) of a file. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Bytes handed to the system in one call; small enough for every platform's limit. */
const CHUNK_BYTES = 1 << 24;

/**
 * Writes a new file and waits until it is on the disk.
 * @throws RunError `DISK_FULL`
 */
export async function writeDurably(path: string, contents: FileContents): Promise<FileDigest> {
  return onDisk(path, async () => {
    const handle = await open(path, "wx");
    try {
      const digest = await writePieces(handle, piecesOf(contents));
      await handle.sync();
      return digest;
    } finally {
      await handle.close();
    }
  });
}

/** Replaces a file in one step: readers see the old contents or the new, whatever happens meanwhile. */
export async function replaceDurably(path: string, contents: FileContents): Promise<FileDigest> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);
  try {
    await rm(temporary, { force: true });
    const digest = await writeDurably(temporary, contents);
    await rename(temporary, path);
    await syncDirectory(dirname(path));
    return digest;
  } catch (error) {
    await rm(temporary, { force: true });
    throw named(error, temporary, path);
  }
}

/** An error of the operating system with the name of what was wanted in place of what was written for it. */
export function named(error: unknown, temporary: string, path: string): unknown {
  const systemError = error as NodeJS.ErrnoException;
  if (systemCode(error) === undefined || systemError.path?.startsWith(temporary) !== true) return error;
  systemError.message = systemError.message.replaceAll(temporary, path);
  systemError.path = path;
  return error;
}

/** Waits until a directory's entries (new files, renames) are on the disk. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return; // Windows cannot open directories; its renames are journalled.
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Runs an action on a file; an error that means "no space left" comes out as RunError `DISK_FULL`. */
export async function onDisk<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = systemCode(cause);
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new RunError("DISK_FULL", `${path}: no space left on the disk`, { cause });
    throw cause;
  }
}

/** The code of a system error ("ENOENT" …), or undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "syscall" in error
    ? String((error as NodeJS.ErrnoException).code)
    : undefined;
}

/** Undefined in place of the result when the file or directory does not exist. */
export async function ifExists<T>(action: Promise<T>): Promise<T | undefined> {
  return action.catch((error: unknown) => {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined;
    throw error;
  });
}

/** A file's length in bytes; 0 when it does not exist. */
export async function fileLength(path: string): Promise<number> {
  return (await ifExists(stat(path)))?.size ?? 0;
}

function piecesOf(contents: FileContents): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof contents === "string") return [new TextEncoder().encode(contents)];
  return contents instanceof Uint8Array ? [contents] : contents;
}

async function writePieces(
  handle: FileHandle,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<FileDigest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += CHUNK_BYTES) {
      const chunk = piece.subarray(at, at + CHUNK_BYTES);
      const writing = handle.writeFile(chunk);
      hash.update(chunk); // While the system writes.
      await writing;
      bytes += chunk.length;
    }
  }
  return { bytes, sha256: hash.digest("hex") };
}
