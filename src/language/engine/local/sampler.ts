import type { Memory } from "../../../graph/index.js";
import { Random } from "../../../random/index.js";
import { contextLength } from "../../model/rotation.js";
import { stepPrograms } from "../../model/step-programs.js";
import type { StopReason } from "../language-engine.js";
import { type Distribution, drawToken, mostLikelyTokens } from "./draw.js";
import { embed } from "./embedding.js";
import type { HeadRunner } from "./head-runner.js";
import { KeyValueCache } from "./key-value-cache.js";
import type { Adapter, LayerBinding } from "./layer-binding.js";
import type { ModelRunner } from "./model-runner.js";
import { EMBEDDING } from "./parameters.js";
import { PROMPT_TOKENS, Prefill, type Prefilled } from "./prefill.js";
import type { Bound } from "./runners.js";
import {
  type DrawnToken,
  ROW_GRAIN,
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
  readonly waiting: number[];
}

/**
 * Draws sequences side by side, a row each: as soon as one ends another takes its place. Prompts are computed once for all
 * their sequences.
 */
export class Sampler {
  private readonly cache: KeyValueCache;
  private readonly waiting: SamplingTask[] = [];
  private readonly ready: Ready[] = [];
  private readonly prefill: Prefill;
  /** Of row i, the i-th. */
  private readonly active: Sequence[] = [];
  private tokens: DrawnToken[] = [];
  private prompts: { task: number; logprobs: Float32Array }[] = [];

  constructor(
    private readonly model: ModelRunner,
    private readonly head: HeadRunner,
    private readonly adapter: Adapter | undefined,
    rows: number,
  ) {
    this.cache = new KeyValueCache(model.host, model.config, rows);
    this.prefill = new Prefill(model, head, adapter);
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
      for (const { prefilled, waiting } of this.ready) {
        while (this.active.length < this.cache.rows && waiting.length > 0) {
          this.begin(prefilled, waiting.shift()!);
        }
      }
      while (this.ready.length > 0 && this.ready[0].waiting.length === 0) this.ready.shift();
      const free = this.cache.rows - this.active.length;
      if (free === 0 || this.waiting.length === 0) return;
      for (const prefilled of await this.prefill.run(this.takeTasks(free))) {
        const { task, promptLogprobs } = prefilled;
        if (promptLogprobs !== undefined) this.prompts.push({ task: task.task, logprobs: promptLogprobs });
        this.ready.push({ prefilled, waiting: [...task.samples] });
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

  private begin(prefilled: Prefilled, sample: number): void {
    const { task } = prefilled;
    const random = new Random(task.seed, "sample", sample);
    const sequence: Sequence = { task, sample, random, drawn: 0, last: 0 };
    if (!this.draw(sequence, prefilled)) return;
    this.cache.fill(this.active.length, prefilled.cached);
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
    if (row !== last) {
      this.cache.move(last, row);
      this.active[row] = this.active[last];
    }
    this.active.pop();
  }

  /** One token more for every active row. */
  private async step(): Promise<void> {
    const { config, scratch, positions, parameters } = this.model;
    const { active, cache } = this;
    const rows = Math.min(cache.rows, Math.ceil(active.length / ROW_GRAIN) * ROW_GRAIN);
    const { hiddenSize, heads, kvHeads, headDimension, vocabulary } = config;
    const memory = (name: string, width: number) => scratch.get(`step/${name}`, [rows, width]);
    let [x, y] = [memory("x", hiddenSize), memory("y", hiddenSize)];
    const turned = (name: string, of: number) => scratch.get(`step/${name}`, [1, rows, of * headDimension]);
    let [q, nextQ] = [turned("q", heads), turned("nextQ", heads)];
    const [k, v] = [turned("k", kvHeads), memory("v", kvHeads * headDimension)];
    const [cos, sin] = [memory("cos", headDimension / 2), memory("sin", headDimension / 2)];
    const temperature = memory("temperature", 1);
    const [logprobs, probabilities] = [memory("logprobs", vocabulary), memory("probabilities", vocabulary)];

    const ids = new Int32Array(rows);
    (temperature.data as Float32Array).fill(1);
    active.forEach(({ last, task }, row) => {
      ids[row] = last;
      const position = cache.length(row);
      positions.rotation.write(
        position,
        position + 1,
        cos.data as Float32Array,
        sin.data as Float32Array,
        row,
      );
      temperature.data[row] = warmth(task.parameters);
    });
    const table = parameters.memory(EMBEDDING).data as Float32Array | Uint16Array;
    embed(table, ids, x.data as Float32Array, hiddenSize);
    cache.advance(active.length);

    const layers = this.model.layers(this.adapter);
    const first = await this.program(layers[0], layers[0], "first");
    await first.run({ ...layers[0].feeds, x, cos, sin }, { q, k, v });
    for (const [i, layer] of layers.entries()) {
      cache.append(i, active.length, k.data as Float32Array, v.data as Float32Array);
      const feeds = { ...layer.feeds, ...cache.view(i, rows), x, q };
      const above = layers[i + 1];
      if (above === undefined) {
        const last = await this.program(layer, layer, "last");
        await last.run({ ...feeds, ...this.head.feeds, temperature }, { logprobs, probabilities });
        break;
      }
      const middle = await this.program(layer, above, "middle");
      await middle.run({ ...feeds, ...above.above, cos, sin }, { y, nextQ, k, v });
      [x, y] = [y, x];
      [q, nextQ] = [nextQ, q];
    }
    for (let row = active.length - 1; row >= 0; row--) {
      const part = ({ data }: Memory) =>
        (data as Float32Array).subarray(row * vocabulary, (row + 1) * vocabulary);
      const goesOn = this.draw(active[row], {
        logprobs: part(logprobs),
        probabilities: part(probabilities),
      });
      if (!goesOn) this.remove(row);
    }
  }

  private program(
    layer: LayerBinding,
    above: LayerBinding,
    part: "first" | "middle" | "last",
  ): Promise<Bound> {
    const { config, runners } = this.model;
    const { form } = this.head;
    const key = `${part} ${JSON.stringify([layer.form, above.form, form])}`;
    return runners.get(key, () => stepPrograms(config, layer.form, above.form, form)[part]);
  }
}
