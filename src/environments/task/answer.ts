/** Where an answer may be announced; what follows it, to the end of the text, is the answer. */
const MARKER = /\banswer(?:\s+is)?[*_]*\s*[:=][*_]*|\banswer\s+is\b|####/gi;
const BOXED = /\\boxed\{([^{}]*)\}/g;
const THOUGHT_ENDS = "</think>";

/**
 * What a text gives as its answer, of any number of lines: what stands after the last "Answer:" (also "the answer is",
 * `####`, or inside `\boxed{}`), else all of it. Thoughts up to `</think>` and Markdown around the answer are left out.
 */
export function answerBlock(text: string): string {
  return find(text).answer;
}

/**
 * The line that holds the answer: the first line after the last "Answer:", or the last line of a text without one.
 *
 * @example
 * answerLine("5+7=12\n**Answer: 12**"); // "12"
 */
export function answerLine(text: string): string {
  const { answer, announced } = find(text);
  const lines = answer.split("\n").filter((line) => line.trim() !== "");
  return bare((announced ? lines[0] : lines.at(-1)) ?? "");
}

/**
 * The last whole number of a line in canonical digits, or undefined when there is none: `"= 1,024."` gives `"1024"`.
 */
export function lastInteger(line: string): string | undefined {
  const joined = line.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace(/−/g, "-");
  const found = [...joined.matchAll(/(?<![\d.])(-?)(\d+)(?!\.?\d)/g)].at(-1);
  if (found === undefined) return undefined;
  const digits = found[2].replace(/^0+(?=\d)/, "");
  // A minus sign between two numbers takes away; it is not the second one's.
  const negative = found[1] === "-" && digits !== "0" && !/\d\s*$/.test(joined.slice(0, found.index));
  return negative ? `-${digits}` : digits;
}

/** The whole numbers of a line, in order. */
export function integers(line: string): number[] {
  return [...line.replace(/−/g, "-").matchAll(/-?\d+/g)].map(([digits]) => Number(digits));
}

/** What follows the thoughts, which end with `</think>` where there are any. */
export function afterThoughts(text: string): string {
  const thought = text.lastIndexOf(THOUGHT_ENDS);
  return thought < 0 ? text : text.slice(thought + THOUGHT_ENDS.length);
}

function find(text: string): { answer: string; announced: boolean } {
  const said = afterThoughts(text);
  const boxed = [...said.matchAll(BOXED)].at(-1);
  if (boxed !== undefined) return { answer: bare(boxed[1]), announced: true };
  const marker = [...said.matchAll(MARKER)].at(-1);
  if (marker === undefined) return { answer: bare(said), announced: false };
  return { answer: bare(said.slice(marker.index + marker[0].length)), announced: true };
}

/** Without the white space, Markdown and full stop around it. */
function bare(text: string): string {
  return text.replace(/^[\s*`$_]+|[\s*`$_]+$/g, "").replace(/(?<=\w|\))[.\s*`$_]+$/, "");
}
