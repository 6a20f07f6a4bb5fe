import { type FileHandle, open } from "node:fs/promises";
import { crc32c } from "../../run/crc32c.js";
import { ifExists } from "../../run/disk.js";

/** Where in a file of lines a reader stands. */
export interface Place {
  /** Bytes before it; they end with a line. */
  readonly bytes: number;
  /** CRC-32C of the last bytes before it, which tells whether the file still is what was read. */
  readonly mark?: number;
}

/** A whole line. */
export interface Line {
  readonly text: string;
  /** Bytes of the file before it. */
  readonly start: number;
  /** Without its end. */
  readonly length: number;
}

/** Lines that were added to a file. */
export interface NewLines {
  /** The lines as they stand in the file. */
  readonly bytes: Buffer;
  /** Bytes of the file before them. */
  readonly start: number;
  readonly next: Required<Place>;
  /** The file is not what was read any more, as a resumed run cuts it back: these are its first lines. */
  readonly restarted: boolean;
}

export const START: Required<Place> = { bytes: 0, mark: 0 };

/** A name of a place, which tells in another request where to go on. */
export function idOf({ bytes, mark }: Required<Place>): string {
  return `${bytes}-${mark.toString(16)}`;
}

export const LINE_FEED = 10;
/** Bytes that a {@link Place.mark} is made of: metrics and episodes hold times, so that no two such pieces are alike. */
const MARKED = 256;

/**
 * Reads the whole lines behind a place, also while another process writes the file; of a file that does not exist there are none.
 *
 * @param most bytes to read, more only where a line is longer
 */
export async function linesAfter(path: string, place: Place, most: number): Promise<NewLines> {
  const handle = await ifExists(open(path, "r"));
  if (!handle) return { bytes: Buffer.alloc(0), start: 0, next: START, restarted: place.bytes > 0 };
  try {
    const { size } = await handle.stat();
    const kept = await isAt(handle, place, size);
    const start = kept ? place.bytes : 0;
    const bytes = await wholeLines(handle, start, size, most);
    const end = start + bytes.length;
    return { bytes, start, next: { bytes: end, mark: await markAt(handle, end) }, restarted: !kept };
  } finally {
    await handle.close();
  }
}

/** Takes them apart; empty ones are passed over. */
export function linesOf({ bytes, start }: Pick<NewLines, "bytes" | "start">): Line[] {
  const lines: Line[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, from);
    if (end > from)
      lines.push({ text: bytes.toString("utf8", from, end), start: start + from, length: end - from });
    from = end + 1;
  }
  return lines;
}

/** Reads a line whose place is known. */
export async function readLine(handle: FileHandle, { start, length }: Omit<Line, "text">): Promise<string> {
  return (await read(handle, start, length)).toString("utf8");
}

async function isAt(handle: FileHandle, { bytes, mark }: Place, size: number): Promise<boolean> {
  if (bytes === 0) return true;
  if (bytes > size) return false;
  const [end] = await read(handle, bytes - 1, 1);
  return end === LINE_FEED && (mark === undefined || mark === (await markAt(handle, bytes)));
}

async function markAt(handle: FileHandle, bytes: number): Promise<number> {
  const start = Math.max(0, bytes - MARKED);
  return bytes === 0 ? START.mark : crc32c(await read(handle, start, bytes - start));
}

async function wholeLines(handle: FileHandle, from: number, size: number, most: number): Promise<Buffer> {
  for (let length = most; ; length *= 2) {
    const piece = await read(handle, from, Math.min(length, size - from));
    const end = piece.lastIndexOf(LINE_FEED) + 1;
    if (end > 0 || from + length >= size) return piece.subarray(0, end);
  }
}

async function read(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, start + read);
    if (bytesRead === 0) break; // Cut back while it is read.
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}
