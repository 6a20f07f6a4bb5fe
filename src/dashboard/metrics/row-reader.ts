import type { MetricsLine } from "../api.js";
import { type MetricStore, type RowShape, rowShape } from "./metric-store.js";

/** The text of lines that differ in nothing but their numbers. */
interface Template extends RowShape {
  /** `[names + 1]`: what stands before each number, and behind the last. */
  readonly between: readonly string[];
  /** `[names]` */
  readonly values: Float64Array;
}

/** Templates that are tried, the last one used first. */
const KEPT = 8;
const [MINUS, ZERO, NINE] = ["-", "0", "9"].map((text) => text.charCodeAt(0));

/**
 * Reads lines of metrics into a store several times as fast as `JSON.parse`: nearly all of them hold the same names in the same order
 * as one before, so that only their numbers are to be read.
 */
export class RowReader {
  readonly #templates: Template[] = [];

  constructor(private readonly store: MetricStore) {}

  /** Takes a line in, if one like it was learnt. */
  read(text: string): boolean {
    const at = this.#templates.findIndex((template) => fill(template, text));
    if (at < 0) return false;
    const template = this.#templates[at];
    if (at > 0) this.#templates.unshift(...this.#templates.splice(at, 1));
    this.store.addRow(template, template.values);
    return true;
  }

  /** Learns what a line looks like, if it holds nothing but numbers and texts. */
  learn(text: string, line: MetricsLine): void {
    const shape = rowShape(line);
    const template = shape && templateOf(line, shape);
    // As another program writes it, it may look different.
    if (!template || !fill(template, text)) return;
    this.#templates.unshift(template);
    this.#templates.length = Math.min(KEPT, this.#templates.length);
  }
}

function templateOf(line: MetricsLine, shape: RowShape): Template {
  const between: string[] = [];
  let text = "";
  Object.entries(line).forEach(([name, value], i) => {
    text += `${i === 0 ? "{" : ","}${JSON.stringify(name)}:`;
    if (typeof value === "string") text += JSON.stringify(value);
    else {
      between.push(text);
      text = "";
    }
  });
  return { ...shape, between: [...between, `${text}}`], values: new Float64Array(between.length) };
}

/** Reads the numbers of a line, NaN for null. @returns whether the line is one of these */
function fill({ between, values }: Template, text: string): boolean {
  if (!text.startsWith(between[0])) return false;
  let at = between[0].length;
  for (let i = 0; i < values.length; i++) {
    const next = between[i + 1];
    const end = i === values.length - 1 ? text.length - next.length : text.indexOf(next, at);
    if (end <= at) return false;
    const value = numberAt(text, at, end);
    if (value === undefined) return false;
    values[i] = value;
    at = end + next.length;
  }
  return text.endsWith(between[values.length]) && at === text.length;
}

function numberAt(text: string, from: number, end: number): number | undefined {
  const first = text.charCodeAt(from);
  const digits = text.slice(from, end);
  if (first !== MINUS && (first < ZERO || first > NINE)) return digits === "null" ? Number.NaN : undefined;
  const value = Number(digits);
  return Number.isNaN(value) ? undefined : value;
}
