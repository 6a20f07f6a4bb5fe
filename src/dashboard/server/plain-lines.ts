import { LINE_FEED } from "./growing-file.js";

/** How the lines begin of which a run has many. */
const PLAIN = ["round", "step"].map((type) => Buffer.from(`{"type":"${type}",`));
const [OPEN, CLOSE] = Buffer.from("{}");

/** Bytes of a file that hold one or more lines. */
interface Piece {
  readonly bytes: Buffer;
  /** Bytes of the file before them. */
  readonly start: number;
}

/**
 * Lines of metrics without most of its rounds and steps: of those that follow each other only the last one is kept, as long as they
 * begin and end as such lines do and nothing is within them that shows that a line was torn. Nothing of them is read.
 */
export function* exceptPlain(bytes: Buffer, start: number): Generator<Piece> {
  let kept: Piece | undefined;
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, from) + 1;
    const line = { bytes: bytes.subarray(from, end), start: start + from };
    const plain = isPlain(bytes, from, end - 1);
    if (kept && !plain) yield kept;
    kept = plain ? line : undefined;
    if (!plain) yield line;
    from = end;
  }
  if (kept) yield kept;
}

function isPlain(bytes: Buffer, from: number, end: number): boolean {
  if (bytes[end - 1] !== CLOSE) return false;
  if (!PLAIN.some((text) => startsWith(bytes, from, text))) return false;
  const open = bytes.indexOf(OPEN, from + 1);
  return open < 0 || open > end;
}

function startsWith(bytes: Buffer, from: number, text: Buffer): boolean {
  // Byte by byte: it is asked a million times, and a call of `compare` costs more.
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}
