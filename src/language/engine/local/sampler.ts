import { Random } from "../../../random/index.js";
import type { SumOrder } from "../../kernels/sum-order.js";
import { contextLength } from "../../model/rotation.js";
import type { StopReason } from "../language-engine.js";
import { Decoder } from "./decoder.js";
import { type Distribution, drawToken, mostLikelyTokens } from "./draw.js";
import type { HeadRunner } from "./head-runner.js";
import type { Adapter } from "./layer-binding.js";
import type { ModelRunner } from "./model-runner.js";
import { PagedCache, type Shared } from "./paged-cache.js";
import { PROMPT_TOKENS, Prefill, type Prefilled } from "./prefill.js";
import {
  type DrawnToken,
  type SampleName,
  type SamplingNews,
  type SamplingTask,
  warmth,
} from "./sampling-task.js";

/** A sequence being drawn; its last token is not in the cache yet. */
interface Sequence {
  readonly task: SamplingTask;
  readonly sample: number;
  readonly random: Random;
  drawn: number;
  last: number;
}

/** A prompt that was computed, and the sequences that still wait for a row. */
interface Ready {
  readonly prefilled: Prefilled;
  readonly shared: Shared;
  readonly waiting: number[];
}

/**
 * Draws sequences side by side, a row each: as soon as one ends another takes its place. Prompts are computed once for all
 * their sequences.
 */
export class Sampler {
  private readonly cache: PagedCache;
  private readonly decoder: Decoder;
  private readonly waiting: SamplingTask[] = [];
  private readonly ready: Ready[] = [];
  private readonly prefill: Prefill;
  /** Of row i, the i-th. */
  private readonly active: Sequence[] = [];
  private tokens: DrawnToken[] = [];
  private prompts: { task: number; logprobs: Float32Array }[] = [];

  constructor(
    private readonly model: ModelRunner,
    head: HeadRunner,
    adapter: Adapter | undefined,
    rows: number,
    order: SumOrder,
  ) {
    this.cache = new PagedCache(model.config, model.positions.rotation, rows, order);
    this.decoder = new Decoder(model, head, adapter, this.cache);
    this.prefill = new Prefill(model, head, adapter);
  }

  /** Weights have changed. */
  forget(): void {
    this.decoder.forget();
  }

  close(): Promise<void> {
    return this.decoder.close();
  }

  add(tasks: readonly SamplingTask[]): void {
    this.waiting.push(...tasks);
  }

  /** Ends sequences that nobody waits for any more. */
  cancel(sequences: readonly SampleName[]): void {
    for (const { task, sample } of sequences) {
      const row = this.active.findIndex((found) => found.task.task === task && found.sample === sample);
      if (row >= 0) this.remove(row);
      for (const ready of this.ready) {
        const at = ready.prefilled.task.task === task ? ready.waiting.indexOf(sample) : -1;
        if (at >= 0) ready.waiting.splice(at, 1);
      }
      const waiting = this.waiting.findIndex((found) => found.task === task);
      if (waiting < 0) continue;
      const samples = this.waiting[waiting].samples.filter((other) => other !== sample);
      if (samples.length === 0) this.waiting.splice(waiting, 1);
      else this.waiting[waiting] = { ...this.waiting[waiting], samples };
    }
  }

  /** Draws up to so many tokens of every active sequence. */
  async run(steps: number): Promise<SamplingNews> {
    for (let step = 0; step < steps; step++) {
      await this.admit();
      if (this.active.length === 0) break;
      await this.step();
    }
    const news = { tokens: this.tokens, prompts: this.prompts, left: this.left };
    this.tokens = [];
    this.prompts = [];
    return news;
  }

  private get left(): number {
    const waiting = this.waiting.reduce((sum, { samples }) => sum + samples.length, 0);
    return this.ready.reduce((sum, ready) => sum + ready.waiting.length, waiting + this.active.length);
  }

  /** Gives free rows to sequences that wait. */
  private async admit(): Promise<void> {
    for (;;) {
      for (const ready of this.ready) {
        while (this.active.length < this.cache.rows && ready.waiting.length > 0) {
          this.begin(ready, ready.waiting.shift()!);
        }
      }
      while (this.ready.length > 0 && this.ready[0].waiting.length === 0)
        this.cache.letGo(this.ready.shift()!.shared);
      const free = this.cache.rows - this.active.length;
      if (free === 0 || this.waiting.length === 0) return;
      for (const prefilled of await this.prefill.run(this.takeTasks(free))) {
        const { task, promptLogprobs } = prefilled;
        if (promptLogprobs !== undefined) this.prompts.push({ task: task.task, logprobs: promptLogprobs });
        const shared = this.cache.keep(prefilled.cached);
        this.ready.push({ prefilled, shared, waiting: [...task.samples] });
      }
    }
  }

  /** Tasks whose sequences fill the free rows, within a budget of tokens. */
  private takeTasks(free: number): SamplingTask[] {
    const tasks: SamplingTask[] = [];
    let [left, tokens] = [free, 0];
    while (this.waiting.length > 0 && left > 0) {
      const [{ promptIds, samples }] = this.waiting;
      if (tasks.length > 0 && tokens + promptIds.length > PROMPT_TOKENS) break;
      tasks.push(this.waiting.shift()!);
      left -= samples.length;
      tokens += promptIds.length;
    }
    return tasks;
  }

  private begin({ prefilled, shared }: Ready, sample: number): void {
    const { task } = prefilled;
    const { seed } = task;
    const random =
      typeof seed === "number" ? new Random(seed, "sample", sample) : new Random(seed[sample], "sample", 0);
    const sequence: Sequence = { task, sample, random, drawn: 0, last: 0 };
    if (!this.draw(sequence, prefilled)) return;
    this.cache.begin(this.active.length, shared);
    this.active.push(sequence);
  }

  /** Draws a sequence's next token; says whether it goes on. */
  private draw(sequence: Sequence, distribution: Distribution): boolean {
    const { task, sample, random } = sequence;
    const id = drawToken(distribution, task.parameters, random);
    sequence.last = id;
    sequence.drawn++;
    const { maxTokens, stopIds } = task.parameters;
    const most = Math.min(maxTokens, contextLength(this.model.config) - task.promptIds.length);
    const full = sequence.drawn >= most ? "length" : undefined;
    const stop: StopReason | undefined = stopIds?.includes(id) ? "stop" : full;
    const { logprobs } = distribution;
    const top = task.topLogprobs > 0 ? mostLikelyTokens(logprobs, task.topLogprobs) : undefined;
    this.tokens.push({ task: task.task, sample, id, logprob: logprobs[id], top, stop });
    return stop === undefined;
  }

  private remove(row: number): void {
    const last = this.active.length - 1;
    this.cache.end(row);
    if (row !== last) {
      this.cache.move(last, row);
      this.active[row] = this.active[last];
    }
    this.active.pop();
  }

  /** One token more for every active row. */
  private async step(): Promise<void> {
    const { active } = this;
    const found = await this.decoder.step(
      active.map(({ last, task }) => ({ id: last, temperature: warmth(task.parameters) })),
    );
    for (let row = active.length - 1; row >= 0; row--) {
      if (!this.draw(active[row], found(row))) this.remove(row);
    }
  }
}
