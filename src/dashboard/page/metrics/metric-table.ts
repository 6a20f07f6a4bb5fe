import { Column } from "./column.js";
import type { Axis, Curve } from "./curve.js";

/** The lines of one source (rounds, a stage, one thing that is measured), by columns. */
export class MetricTable {
  readonly columns = new Map<string, Column>();
  #rows = 0;
  #low: Column | undefined;
  #high: Column | undefined;

  /** Takes a line: its numbers by name, and the interval of the one called `value`. */
  add(numbers: Iterable<readonly [string, number]>, interval?: readonly [number, number]): void {
    for (const [name, value] of numbers) {
      const column = this.columns.get(name) ?? new Column();
      this.columns.set(name, column);
      column.set(this.#rows, value);
    }
    if (interval !== undefined) {
      this.#low ??= new Column();
      this.#high ??= new Column();
      this.#low.set(this.#rows, interval[0]);
      this.#high.set(this.#rows, interval[1]);
    }
    this.#rows++;
  }

  /** The points that have both the number and a place on the axis, in the order of the axis. */
  curve(name: string, axis: Axis): Curve {
    const ys = this.columns.get(name)?.values ?? new Float64Array();
    const xs = this.columns.get(axis)?.values ?? new Float64Array();
    const rows: number[] = [];
    for (let row = 0; row < Math.min(xs.length, ys.length); row++)
      if (Number.isFinite(xs[row]) && Number.isFinite(ys[row])) rows.push(row);
    const pick = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
    const bounds = name === "value" && this.#low !== undefined && this.#high !== undefined;
    return {
      x: pick(xs),
      y: pick(ys),
      ...(bounds && { low: pick(this.#low!.values), high: pick(this.#high!.values) }),
    };
  }
}
