import type { SampleOptions, SampleRequest, SampleResult } from "../language-engine.js";
import type { CoreClient } from "./core-client.js";
import { SamplingJob } from "./sampling-job.js";
import type { SampleName, SamplingNews, SamplingTask } from "./sampling-task.js";
import type { StopTexts } from "./stop-texts.js";
import type { Turns } from "./turns.js";

/** Calls a worker has at a time: while one is under way the next waits there already. */
const CALLS = 2;
/** Tokens drawn a call where nobody looks at every one of them. */
const STEPS = 8;

/** What a worker has to do. */
interface Station {
  readonly client: CoreClient;
  readonly inbox: SamplingTask[];
  readonly cancelled: SampleName[];
  /** Sequences that it had left when it last answered, and those sent to it since. */
  left: number;
  sent: number;
  calls: number;
}

/** A task on its way: whose it is, and the worker that has it. */
interface Sent {
  readonly job: SamplingJob;
  readonly request: number;
  readonly samples: readonly number[];
  station?: Station;
}

/** Distributes sequences over workers and brings back what they draw, for one set of weights. */
export class SamplingDriver {
  private readonly stations: readonly Station[];
  private readonly queue: SamplingTask[] = [];
  private readonly tasks = new Map<number, Sent>();
  private count = 0;

  /** @param rows sequences that a worker draws side by side */
  constructor(
    clients: readonly CoreClient[],
    private readonly turns: Turns,
    private readonly rows: number,
    private readonly adapter: string | undefined,
  ) {
    this.stations = clients.map((client) => ({
      client,
      inbox: [],
      cancelled: [],
      left: 0,
      sent: 0,
      calls: 0,
    }));
  }

  /** Draws what is asked for; see {@link LanguageEngine.sample}. */
  sample(
    requests: readonly SampleRequest[],
    options: SampleOptions,
    stops: readonly (StopTexts | undefined)[],
  ): Promise<readonly SampleResult[]> {
    const job = new SamplingJob(requests, options, stops);
    const { signal } = options;
    const abort = () => {
      job.abort();
      this.cancel(job);
    };
    if (signal?.aborted) abort();
    else {
      this.enqueue(job, requests);
      signal?.addEventListener("abort", abort, { once: true });
      this.distribute();
    }
    return job.done.finally(() => signal?.removeEventListener("abort", abort));
  }

  /** Splits requests with many sequences, so that no worker is idle while others have all the work. */
  private enqueue(job: SamplingJob, requests: readonly SampleRequest[]): void {
    const total = requests.reduce((sum, { samples = 1 }) => sum + samples, 0);
    const share = Math.ceil(total / this.stations.length);
    requests.forEach(({ samples: wanted = 1, promptLogprobs, topLogprobs = 0, ...asked }, request) => {
      for (let start = 0; start < wanted; start += share) {
        const length = Math.min(share, wanted - start);
        const samples = Array.from({ length }, (_, i) => start + i);
        const task = this.count++;
        this.tasks.set(task, { job, request, samples });
        const scored = promptLogprobs === true && start === 0;
        const { promptIds, parameters, seed } = asked;
        const named = { task, promptIds, parameters, seed, samples };
        this.queue.push({ ...named, promptLogprobs: scored, topLogprobs });
      }
    });
  }

  /** Gives tasks to the workers with the least to do, somewhat more than they can draw at once. */
  private distribute(): void {
    while (this.queue.length > 0) {
      const station = this.stations.reduce((a, b) => (load(b) < load(a) ? b : a));
      if (load(station) >= this.rows * 1.25) break;
      const task = this.queue.shift()!;
      const sent = this.tasks.get(task.task);
      if (sent === undefined) continue;
      sent.station = station;
      station.inbox.push(task);
    }
    for (const station of this.stations) {
      while (station.calls < CALLS && (load(station) > 0 || station.cancelled.length > 0)) {
        station.calls++;
        void this.call(station);
      }
    }
  }

  private async call(station: Station): Promise<void> {
    const watched = [...this.tasks.values()].some(({ job }) => job.watched);
    let sent = 0;
    try {
      const news = await this.turns.use(() => {
        const tasks = station.inbox.splice(0);
        const cancel = station.cancelled.splice(0);
        sent = sequencesOf(tasks);
        station.sent += sent;
        const work = { tasks, cancel, steps: watched ? 1 : STEPS };
        return station.client.sample({ adapter: this.adapter }, work);
      });
      station.left = news.left;
      this.receive(station, news);
    } catch (error) {
      this.fail(error);
    }
    station.sent -= sent;
    station.calls--;
    this.distribute();
  }

  private receive(station: Station, { tokens, prompts }: SamplingNews): void {
    for (const { task, logprobs } of prompts) {
      const sent = this.tasks.get(task);
      sent?.job.takePrompt(sent.request, logprobs);
    }
    for (const token of tokens) {
      const sent = this.tasks.get(token.task);
      if (sent === undefined) continue;
      const { task, sample } = token;
      try {
        if (sent.job.take(sent.request, token)) station.cancelled.push({ task, sample });
      } catch (error) {
        // The caller's callback threw.
        sent.job.fail(error);
        this.cancel(sent.job);
      }
    }
    for (const [task, { job }] of this.tasks) if (job.ended) this.tasks.delete(task);
  }

  /** Forgets a job that has ended; its workers stop drawing for it. */
  private cancel(job: SamplingJob): void {
    for (const [task, sent] of this.tasks) {
      if (sent.job !== job) continue;
      for (const sample of sent.samples) sent.station?.cancelled.push({ task, sample });
      this.tasks.delete(task);
    }
    this.distribute();
  }

  /** Ends everything that is being drawn. */
  fail(error: unknown): void {
    this.queue.length = 0;
    for (const { job } of this.tasks.values()) job.fail(error);
    this.tasks.clear();
    for (const station of this.stations) {
      station.inbox.length = 0;
      station.left = 0;
    }
  }
}

const sequencesOf = (tasks: readonly SamplingTask[]) =>
  tasks.reduce((sum, { samples }) => sum + samples.length, 0);

const load = ({ left, sent, inbox }: Station) => left + sent + sequencesOf(inbox);
