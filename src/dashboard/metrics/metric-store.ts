import type { MetricsLine } from "../api.js";
import type { Axis, Curve } from "./curve.js";
import { MetricTable } from "./metric-table.js";

/** A number that a run keeps record of: `round/policyLoss`, `rl/reward`, `evaluation: Elo/value`. */
export interface MetricName {
  /** `round`; a stage such as `sft`; `evaluation: ` and what was measured. */
  readonly source: string;
  readonly name: string;
}

/** What lines have in common that hold numbers of the same names in the same order. */
export interface RowShape {
  readonly source: string;
  readonly names: readonly string[];
  /** Where among them samples stand as they are counted over the run, those of one step, and the cost; −1: nowhere. */
  readonly allSamples: number;
  readonly newSamples: number;
  readonly cost: number;
}

/** Types of lines that stand at a step of training; the others tell of matches, or how the run ended. */
const DRAWN = new Set(["round", "step", "evaluation"]);

const AXES = new Set(["step", "minutes", "samples", "processorSeconds", "stageStep"]);

/** The numbers of a run's metrics, ready to be drawn. */
export class MetricStore {
  constructor(
    readonly tables = new Map<string, MetricTable>(),
    /** Positions or episodes up to the last line. */
    public samples = 0,
    /** Seconds of processor cores up to the last line that tells them; measurements do not. */
    public processorSeconds = Number.NaN,
  ) {}

  /** Takes lines of metrics.jsonl in their order. */
  add(lines: readonly MetricsLine[]): void {
    for (const line of lines) {
      if (!DRAWN.has(line.type)) continue;
      this.samples = samplesAfter(line, this.samples);
      const table = this.#table(sourceOf(line));
      putNumbers(table, line);
      if (line.type === "evaluation") putMeasurement(table, line);
      if (typeof line.processorSeconds === "number") this.processorSeconds = line.processorSeconds;
      this.#endLine(table);
    }
  }

  /** Takes the numbers of a line whose {@link rowShape} is known; NaN where it has none. */
  addRow({ source, names, allSamples, newSamples, cost }: RowShape, values: Float64Array): void {
    const table = this.#table(source);
    if (allSamples >= 0 && !Number.isNaN(values[allSamples])) this.samples = values[allSamples];
    else if (newSamples >= 0 && !Number.isNaN(values[newSamples])) this.samples += values[newSamples];
    for (let i = 0; i < names.length; i++) if (!Number.isNaN(values[i])) table.put(names[i], values[i]);
    if (cost >= 0 && !Number.isNaN(values[cost])) this.processorSeconds = values[cost];
    this.#endLine(table);
  }

  /** All that can be drawn, in the order in which it first came. */
  names(): MetricName[] {
    return [...this.tables].flatMap(([source, { columns }]) =>
      [...columns.keys()].filter((name) => !AXES.has(name)).map((name) => ({ source, name })),
    );
  }

  curve({ source, name }: MetricName, axis: Axis): Curve {
    return this.tables.get(source)?.curve(name, axis) ?? { x: new Float64Array(), y: new Float64Array() };
  }

  /** Whether anything has a place on an axis. */
  has(axis: Axis): boolean {
    return [...this.tables.values()].some(({ columns }) => columns.has(axis));
  }

  #endLine(table: MetricTable): void {
    table.put("samples", this.samples);
    if (!Number.isNaN(this.processorSeconds)) table.put("processorSeconds", this.processorSeconds);
    table.endLine();
  }

  #table(source: string): MetricTable {
    const table = this.tables.get(source) ?? new MetricTable();
    this.tables.set(source, table);
    return table;
  }
}

/** What a round or a step that holds nothing but numbers and texts has in common with others; undefined for other lines. */
export function rowShape(line: MetricsLine): RowShape | undefined {
  if (line.type !== "round" && line.type !== "step") return undefined;
  const entries = Object.entries(line).filter(([, value]) => typeof value !== "string");
  if (!entries.every(([, value]) => typeof value === "number" || value === null)) return undefined;
  const names = entries.map(([name]) => name);
  const allSamples = line.type === "round" ? names.indexOf("positions") : -1;
  const [newSamples, cost] = ["episodes", "processorSeconds"].map((name) => names.indexOf(name));
  return { source: sourceOf(line), names, allSamples, newSamples, cost };
}

function sourceOf({ type, stage, label }: MetricsLine): string {
  if (type === "evaluation") return `evaluation: ${label}`;
  return typeof stage === "string" ? stage : type;
}

/** Positions are counted over the run; episodes are those of a step. */
function samplesAfter(line: MetricsLine, before: number): number {
  if (typeof line.positions === "number" && line.type === "round") return line.positions;
  return typeof line.episodes === "number" ? before + line.episodes : before;
}

function putNumbers(table: MetricTable, numbers: object): void {
  for (const [name, value] of Object.entries(numbers)) if (typeof value === "number") table.put(name, value);
}

function putMeasurement(table: MetricTable, { details, interval }: MetricsLine): void {
  if (typeof details === "object" && details !== null) putNumbers(table, details);
  if (Array.isArray(interval) && interval.length === 2) table.putInterval([interval[0], interval[1]]);
}
