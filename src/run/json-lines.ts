import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/** A line of a file of JSON values. */
export interface JsonLine {
  readonly value: unknown;
  /** Counted from 1. */
  readonly line: number;
}

/** A last line that has no end, as a process that was killed leaves behind. */
export interface TornLine {
  readonly line: number;
  /** Bytes of the file before it. */
  readonly start: number;
  readonly bytes: number;
}

/** How {@link readJsonLines} reads. */
export interface JsonLinesOptions {
  /** Makes the error for a line that is not JSON. */
  readonly invalid: (line: number, cause: unknown) => Error;
  /**
   * Told of a last line without an end, which is left out then. When this is missing such a line is read like any
   * other.
   */
  readonly onTorn?: ((torn: TornLine) => void) | undefined;
}

/**
 * Reads a file of one JSON value a line, piece by piece, so that it may be larger than memory. Empty lines are passed
 * over.
 *
 * @throws what `invalid` makes; system errors, such as for a file that is missing
 */
export async function* readJsonLines(
  path: string | URL,
  { invalid, onTorn }: JsonLinesOptions,
): AsyncGenerator<JsonLine> {
  let line = 0;
  let start = 0;
  for await (const { bytes, ended } of linesOf(path)) {
    line++;
    if (!ended && onTorn !== undefined) {
      onTorn({ line, start, bytes: bytes.length });
      return;
    }
    start += bytes.length + 1;
    const text = bytes.toString("utf8").trim();
    if (text === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw invalid(line, cause);
    }
    yield { value, line };
  }
}

const LINE_FEED = 10;

async function* linesOf(path: string | URL): AsyncGenerator<{ bytes: Buffer; ended: boolean }> {
  let parts: Buffer[] = [];
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, from)) {
      yield { bytes: Buffer.concat([...parts, piece.subarray(from, at)]), ended: true };
      parts = [];
      from = at + 1;
    }
    if (from < piece.length) parts.push(piece.subarray(from));
  }
  if (parts.length > 0) yield { bytes: Buffer.concat(parts), ended: false };
}

/** Bytes of a file, of which it is told how long it is, up to the end of its last whole line. */
export async function wholeLinesLength(path: string, length: number): Promise<number> {
  if (length === 0) return 0;
  const handle = await open(path, "r");
  try {
    const piece = Buffer.alloc(Math.min(length, 1 << 16));
    for (let end = length; end > 0; end -= piece.length) {
      const start = Math.max(0, end - piece.length);
      const { bytesRead } = await handle.read(piece, 0, end - start, start);
      const at = piece.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
      if (at >= 0) return start + at + 1;
    }
    return 0;
  } finally {
    await handle.close();
  }
}
