import type { Memory } from "../../../graph/index.js";
import type { Distribution } from "./draw.js";
import { embed } from "./embedding.js";
import type { HeadRunner } from "./head-runner.js";
import type { Adapter } from "./layer-binding.js";
import type { ModelRunner } from "./model-runner.js";
import type { PagedCache } from "./paged-cache.js";
import { EMBEDDING } from "./parameters.js";
import { ROW_GRAIN } from "./sampling-task.js";
import { StepSessions } from "./step-sessions.js";

/** A sequence's newest token, and the temperature at which probabilities of the next are wanted. */
export interface Decoded {
  readonly id: number;
  readonly temperature: number;
}

/** Computes one token more for each of the sequences in a cache. */
export class Decoder {
  private readonly sessions: StepSessions;

  constructor(
    private readonly model: ModelRunner,
    head: HeadRunner,
    adapter: Adapter | undefined,
    private readonly cache: PagedCache,
  ) {
    this.sessions = new StepSessions(model, head, adapter);
  }

  /** Weights have changed. */
  forget(): void {
    this.sessions.forget();
  }

  close(): Promise<void> {
    return this.sessions.close();
  }

  /** @returns what the next tokens are drawn from, until the next step */
  async step(tokens: readonly Decoded[]): Promise<(row: number) => Distribution> {
    const { config, scratch } = this.model;
    const { hiddenSize, heads, kvHeads, headDimension: size, vocabulary } = config;
    const rows = Math.ceil(tokens.length / ROW_GRAIN) * ROW_GRAIN;
    const memory = (name: string, ...shape: number[]) => scratch.get(`step/${name}`, shape);
    let [x, y] = [memory("x", rows, hiddenSize), memory("y", rows, hiddenSize)];
    const [q, k] = [memory("q", rows, heads * size), memory("k", rows, kvHeads * size)];
    const v = memory("v", rows, kvHeads * size);
    const mixed = memory("mixed", rows, heads * size);
    const [logprobs, probabilities] = [
      memory("logprobs", rows, vocabulary),
      memory("probabilities", rows, vocabulary),
    ];
    const newest = { q: q.data, k: k.data, v: v.data } as Record<"q" | "k" | "v", Float32Array>;
    const temperature = this.temperatures(tokens, rows);
    embed(
      this.table,
      Int32Array.from({ length: rows }, (_, row) => tokens[row]?.id ?? 0),
      x.data as Float32Array,
      hiddenSize,
    );

    this.cache.advance(tokens.length);
    const sessions = await this.sessions.open();
    for (const [layer, { bound, feeds }] of sessions.entries()) {
      const given = { ...feeds, temperature, x, mixed };
      if (layer === config.layers) {
        await bound.run(given, { logprobs, probabilities });
        break;
      }
      await bound.run(given, layer === 0 ? { q, k, v } : { y, q, k, v });
      if (layer > 0) [x, y] = [y, x];
      this.cache.attend(layer, tokens.length, newest, mixed.data as Float32Array);
    }
    const part = (all: Float32Array, row: number) => all.subarray(row * vocabulary, (row + 1) * vocabulary);
    return (row) => ({
      logprobs: part(logprobs.data as Float32Array, row),
      probabilities: part(probabilities.data as Float32Array, row),
    });
  }

  private get table(): Float32Array | Uint16Array {
    return this.model.parameters.memory(EMBEDDING).data as Float32Array | Uint16Array;
  }

  private temperatures(tokens: readonly Decoded[], rows: number): Memory {
    const temperature = this.model.scratch.get("step/temperature", [rows, 1]);
    (temperature.data as Float32Array).fill(1);
    tokens.forEach((token, row) => {
      temperature.data[row] = token.temperature;
    });
    return temperature;
  }
}
