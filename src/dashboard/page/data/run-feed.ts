import { type Signal, signal } from "@preact/signals";
import type { MetricsPage, RunDetail } from "../../api.js";
import { MetricStore } from "../../metrics/metric-store.js";
import { unpackMetrics } from "../../metrics/packed-metrics.js";
import { apiAddress, isStatic, load, loadBytes, runPath } from "../data.js";
import { listen } from "./listen.js";

const START = "0";

/** What is known of a run, kept up to date while somebody looks at it. */
export class RunFeed {
  readonly detail: Signal<RunDetail | undefined> = signal(undefined);
  readonly error: Signal<Error | undefined> = signal(undefined);
  /** Counts up whenever {@link metrics} has new lines. */
  readonly version = signal(0);
  /** Whether the lines that there were at first are all here. */
  readonly complete = signal(false);
  #metrics = new MetricStore();
  /** The byte up to which lines are here; with a mark by which the server knows a file that was written anew. */
  #place = START;
  #users = 0;
  #stop: (() => void) | undefined;

  constructor(readonly run: string) {}

  /** Its numbers: another store after the run was cut back. */
  get metrics(): MetricStore {
    return this.#metrics;
  }

  /** Begins to follow the run; the function returned ends that. */
  follow(): () => void {
    if (this.#users++ === 0) void this.#start();
    return () => {
      if (--this.#users > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  /** Fetches what is not here yet. */
  async refresh(): Promise<void> {
    try {
      // What the doctor finds comes with the events, so that nothing waits for it.
      const { findings } = this.detail.value ?? {};
      const detail = await load<RunDetail>(runPath(this.run), { findings: "later" });
      this.detail.value = { ...(findings && { findings }), ...detail };
      this.error.value = undefined;
      if (this.detail.value.state === "damaged") return;
      if (this.#place === START && !isStatic) await this.#fetchColumns();
      // The first page of a long file need not be all of it.
      for (let more = true; more; ) {
        const page = await load<MetricsPage>(runPath(this.run, "metrics"), { after: this.#place });
        more = !isStatic && page.lines.length > 0;
        this.#take(page, `${page.next}`);
      }
      this.complete.value = true;
    } catch (error) {
      this.error.value = error as Error;
    }
  }

  async #start(): Promise<void> {
    await this.refresh();
    if (this.#users === 0 || this.detail.value?.state === "damaged") return;
    this.#stop = listen(() => apiAddress(runPath(this.run, "events"), { after: this.#place }), {
      metrics: (page, id) => this.#take(page as MetricsPage, id),
      run: (detail) => {
        this.detail.value = detail as RunDetail;
      },
    });
  }

  /** All that there is, as it is told shortest. */
  async #fetchColumns(): Promise<void> {
    const { store, place } = unpackMetrics(await loadBytes(runPath(this.run, "columns")));
    this.#metrics = store;
    this.#place = place;
    this.version.value++;
  }

  #take({ lines, restarted }: MetricsPage, place: string): void {
    if (place === this.#place || (lines.length === 0 && !restarted)) return;
    this.#place = place;
    if (restarted) this.#metrics = new MetricStore();
    this.#metrics.add(lines);
    this.version.value++;
  }
}

const feeds = new Map<string, RunFeed>();

/** The feed of a run: one for all views of it, so that what is here stays here from view to view. */
export function runFeed(run: string): RunFeed {
  const feed = feeds.get(run) ?? new RunFeed(run);
  feeds.set(run, feed);
  return feed;
}
