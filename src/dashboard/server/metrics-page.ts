import { linesOf, type NewLines } from "./growing-file.js";
import { isMetricsLine } from "./metrics-line.js";

/** Bytes of lines that are looked at in one go. */
const PIECE = 1 << 20;

/**
 * What is told of new lines: a `MetricsPage` as JSON, in which they stand as they stand in the file. Damaged ones are left out: the run
 * itself is called damaged then. Between two pieces of a long page other requests are answered.
 */
export async function metricsPage({ bytes, start, next, restarted }: NewLines): Promise<string> {
  const texts: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = Math.max(
      bytes.lastIndexOf("\n", Math.min(bytes.length, from + PIECE) - 1),
      bytes.indexOf("\n", from),
    );
    const text = goodLines(linesOf({ bytes: bytes.subarray(from, end + 1), start: start + from }));
    if (text !== "") texts.push(text);
    from = end + 1;
    if (from < bytes.length) await new Promise(setImmediate);
  }
  return `{"lines":[${texts.join(",")}],"next":${next.bytes}${restarted ? ',"restarted":true' : ""}}`;
}

/** With commas between them. */
function goodLines(lines: readonly { readonly text: string }[]): string {
  const all = lines.map(({ text }) => text).join(",");
  const values = parsed(`[${all}]`);
  // As many values as lines: else two halves of lines may have made a whole.
  if (Array.isArray(values) && values.length === lines.length && values.every(isMetricsLine)) return all;
  return lines
    .map(({ text }) => text)
    .filter((text) => isMetricsLine(parsed(text)))
    .join(",");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
