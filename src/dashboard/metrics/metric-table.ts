import { Column } from "./column.js";
import type { Axis, Curve } from "./curve.js";

/** The lines of one source (rounds, a stage, one thing that is measured), by columns. */
export class MetricTable {
  /**
   * @param bounds of the interval of the number called `value`: its lower and its upper ones, or none
   */
  constructor(
    public rows = 0,
    readonly columns = new Map<string, Column>(),
    public bounds: readonly Column[] = [],
  ) {}

  /** Takes the numbers of the next line. */
  put(name: string, value: number): void {
    let column = this.columns.get(name);
    if (column === undefined) {
      column = new Column();
      this.columns.set(name, column);
    }
    column.set(this.rows, value);
  }

  /** Takes the interval of the number called `value`. */
  putInterval(interval: readonly [number, number]): void {
    if (this.bounds.length === 0) this.bounds = [new Column(), new Column()];
    this.bounds.forEach((bound, i) => {
      bound.set(this.rows, interval[i]);
    });
  }

  /** The line is complete. */
  endLine(): void {
    this.rows++;
  }

  /** The points that have both the number and a place on the axis, in the order of the axis. */
  curve(name: string, axis: Axis): Curve {
    const ys = this.columns.get(name)?.values ?? new Float64Array();
    const xs = this.columns.get(axis)?.values ?? new Float64Array();
    const rows = new Uint32Array(Math.min(xs.length, ys.length));
    let count = 0;
    for (let row = 0; row < rows.length; row++)
      if (Number.isFinite(xs[row]) && Number.isFinite(ys[row])) rows[count++] = row;
    const pick = (values: Float64Array) => {
      const picked = new Float64Array(count);
      for (let i = 0; i < count; i++) picked[i] = rows[i] < values.length ? values[rows[i]] : Number.NaN;
      return picked;
    };
    const [low, high] = name === "value" ? this.bounds : [];
    return {
      x: pick(xs),
      y: pick(ys),
      ...(low && high && { low: pick(low.values), high: pick(high.values) }),
    };
  }
}
