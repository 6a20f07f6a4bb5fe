import type { Tokens } from "./batch.js";
import type { HeadRunner } from "./head-runner.js";
import type { Adapter } from "./layer-binding.js";
import type { ModelRunner } from "./model-runner.js";
import type { CachedTokens } from "./paged-cache.js";
import { ROW_GRAIN, type SamplingTask, warmth } from "./sampling-task.js";

/** What a first token is drawn from, and what the tokens after it attend to. */
export interface Prefilled {
  readonly task: SamplingTask;
  readonly cached: CachedTokens;
  /** `[vocabulary]` each */
  readonly logprobs: Float32Array;
  readonly probabilities: Float32Array;
  /** `[prompt tokens]`, NaN for the first; undefined where they are not wanted. */
  readonly promptLogprobs: Float32Array | undefined;
}

/** Most tokens of prompts computed at a time. */
export const PROMPT_TOKENS = 1024;
/**
 * Prompts are filled up to a multiple of so many tokens and begin at a row's first: sums over positions are then made in the
 * same order, to the last bit, whatever is computed beside them.
 */
const TIME_GRAIN = 16;

/** Computes prompts. */
export class Prefill {
  constructor(
    private readonly model: ModelRunner,
    private readonly head: HeadRunner,
    private readonly adapter: Adapter | undefined,
  ) {}

  /** @returns in the order of the tasks */
  async run(tasks: readonly SamplingTask[]): Promise<Prefilled[]> {
    const byLength = new Map<number, SamplingTask[]>();
    for (const task of tasks) {
      const time = Math.ceil(task.promptIds.length / TIME_GRAIN) * TIME_GRAIN;
      byLength.set(time, [...(byLength.get(time) ?? []), task]);
    }
    const found = new Map<SamplingTask, Prefilled>();
    for (const [time, alike] of byLength) {
      const rows = Math.max(1, Math.floor(PROMPT_TOKENS / time));
      for (let start = 0; start < alike.length; start += rows) {
        for (const one of await this.batch(alike.slice(start, start + rows), time)) found.set(one.task, one);
      }
    }
    return tasks.map((task) => found.get(task)!);
  }

  private async batch(tasks: readonly SamplingTask[], time: number): Promise<Prefilled[]> {
    const { config } = this.model;
    const rows = tasks.length;
    const caches = tasks.map(() => ({ keys: [] as Float32Array[], values: [] as Float32Array[] }));
    const width = config.kvHeads * config.headDimension;
    const x = await this.model.infer(layOutPrompts(tasks, time), this.adapter, (_, keys, values) => {
      caches.forEach((cache, row) => {
        const { length } = tasks[row].promptIds;
        cache.keys.push(column(keys, row, { rows, length, width }));
        cache.values.push(column(values, row, { rows, length, width }));
      });
    });
    const hidden = x.data as Float32Array;
    const lasts = tasks.map(({ promptIds }, row) => {
      const at = ((promptIds.length - 1) * rows + row) * config.hiddenSize;
      return hidden.slice(at, at + config.hiddenSize);
    });
    const distributions = await this.distributions(tasks, lasts);
    const results: Prefilled[] = [];
    for (const [row, task] of tasks.entries()) {
      const { promptIds } = task;
      let promptLogprobs: Float32Array | undefined;
      if (task.promptLogprobs) {
        const chosen = Int32Array.from({ length: promptIds.length - 1 }, (_, i) => i * rows + row);
        const scored = await this.head.score(x, { chosen, targets: promptIds.subarray(1) }, this.adapter);
        promptLogprobs = Float32Array.of(Number.NaN, ...scored);
      }
      const cached = { tokens: promptIds.length, ...caches[row] };
      results.push({ task, cached, promptLogprobs, ...distributions[row] });
    }
    return results;
  }

  /** What tokens are drawn from after each of some hidden states. */
  private async distributions(
    tasks: readonly SamplingTask[],
    hidden: readonly Float32Array[],
  ): Promise<Pick<Prefilled, "logprobs" | "probabilities">[]> {
    const { vocabulary, hiddenSize } = this.model.config;
    const { scratch } = this.model;
    const rows = Math.ceil(tasks.length / ROW_GRAIN) * ROW_GRAIN;
    const x = scratch.get("prompt/x", [rows, hiddenSize]);
    const temperature = scratch.get("prompt/temperature", [rows, 1]);
    (temperature.data as Float32Array).fill(1);
    tasks.forEach(({ parameters }, i) => {
      (x.data as Float32Array).set(hidden[i], i * hiddenSize);
      temperature.data[i] = warmth(parameters);
    });
    const [logprobs, probabilities] = ["logprobs", "probabilities"].map((name) =>
      scratch.get(`prompt/${name}`, [rows, vocabulary]),
    );
    const bound = await this.head.program("sample", this.adapter);
    const { feeds } = this.head.binding(this.adapter);
    await bound.run({ ...feeds, x, temperature }, { logprobs, probabilities });
    return tasks.map((_, i) => {
      const [from, to] = [i * vocabulary, (i + 1) * vocabulary];
      return {
        logprobs: (logprobs.data as Float32Array).slice(from, to),
        probabilities: (probabilities.data as Float32Array).slice(from, to),
      };
    });
  }
}

/** A prompt a row. */
function layOutPrompts(tasks: readonly SamplingTask[], time: number): Tokens {
  const rows = tasks.length;
  const [ids, positions] = [new Int32Array(time * rows), new Int32Array(time * rows)];
  const lengths = new Int32Array(time * rows).fill(1);
  tasks.forEach(({ promptIds }, row) => {
    promptIds.forEach((id, i) => {
      const index = i * rows + row;
      ids[index] = id;
      positions[index] = i;
      lengths[index] = promptIds.length;
    });
  });
  return { time, rows, ids, positions, lengths };
}

/** The first tokens of one row of `[time, rows, width]`. */
function column(
  all: Float32Array,
  row: number,
  { rows, length, width }: { readonly rows: number; readonly length: number; readonly width: number },
): Float32Array {
  const found = new Float32Array(length * width);
  for (let t = 0; t < length; t++) {
    const at = (t * rows + row) * width;
    found.set(all.subarray(at, at + width), t * width);
  }
  return found;
}
