/** Numbers that grow at the end; NaN where a line had none. */
export class Column {
  #values: Float64Array;
  length: number;

  /** @param values those that there are already; not copied */
  constructor(values?: Float64Array) {
    this.#values = values ?? new Float64Array(64);
    this.length = values?.length ?? 0;
  }

  /** The numbers so far; a view that stays as it is when more come. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  /** Sets the number of a line, which may be behind the end. */
  set(row: number, value: number): void {
    if (row >= this.#values.length) {
      const grown = new Float64Array(Math.max(row + 1, 2 * this.#values.length));
      grown.set(this.#values.subarray(0, this.length));
      this.#values = grown;
    }
    if (row > this.length) this.#values.fill(Number.NaN, this.length, row);
    this.#values[row] = value;
    this.length = row + 1;
  }
}
