import { type Signal, signal } from "@preact/signals";
import type { MetricsPage, RunDetail } from "../../api.js";
import { apiAddress, isStatic, load, runPath } from "../data.js";
import { MetricStore } from "../metrics/metric-store.js";
import { listen } from "./listen.js";

/** What is known of a run, kept up to date while somebody looks at it. */
export class RunFeed {
  readonly detail: Signal<RunDetail | undefined> = signal(undefined);
  readonly error: Signal<Error | undefined> = signal(undefined);
  /** Counts up whenever {@link metrics} has new lines. */
  readonly version = signal(0);
  /** Whether the lines that there were at first are all here. */
  readonly complete = signal(false);
  readonly metrics = new MetricStore();
  /** The byte up to which lines are here; with a mark by which the server knows a file that was written anew. */
  #place = "0";
  #users = 0;
  #stop: (() => void) | undefined;

  constructor(readonly run: string) {}

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
      this.detail.value = await load<RunDetail>(runPath(this.run));
      this.error.value = undefined;
      if (this.detail.value.state === "damaged") return;
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

  #take({ lines, restarted }: MetricsPage, place: string): void {
    if (place === this.#place) return;
    this.#place = place;
    if (restarted) this.metrics.clear();
    if (lines.length === 0 && !restarted) return;
    this.metrics.add(lines);
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
