import { MetricStore } from "../metrics/metric-store.js";
import { packMetrics } from "../metrics/packed-metrics.js";
import { RowReader } from "../metrics/row-reader.js";
import { idOf, LINE_FEED, type Line, linesOf, type NewLines } from "./growing-file.js";
import { LineFollower } from "./line-follower.js";
import { metricsLine } from "./metrics-line.js";

/** All numbers of a run's metrics, by columns. */
export class RunCurves extends LineFollower {
  private store = new MetricStore();
  private rows = new RowReader(this.store);

  /** What is wrong with a line, if something is. */
  get error(): Error | undefined {
    return this.damage;
  }

  /** As they are read so far, for the page. */
  packed(): Uint8Array<ArrayBuffer> {
    return packMetrics(this.store, idOf(this.place));
  }

  protected override takeAll({ bytes, start }: NewLines): void {
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (!this.rows.read(bytes, from, end))
        for (const line of linesOf({ bytes: bytes.subarray(from, end + 1), start: start + from }))
          this.takeSafely(line);
      from = end + 1;
    }
  }

  protected take({ text, start }: Line): void {
    const line = metricsLine(this.path, text, start);
    this.store.add([line]);
    this.rows.learn(line);
  }

  protected forget(): void {
    this.store = new MetricStore();
    this.rows = new RowReader(this.store);
  }
}
