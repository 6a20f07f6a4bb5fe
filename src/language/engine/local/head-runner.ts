import type { Memory } from "../../../graph/index.js";
import type { TransformerConfig } from "../../config.js";
import { headPrograms, headTraining } from "../../model/head-programs.js";
import type { LossConfig, LossName } from "../language-engine.js";
import { LOSS_INPUTS, tokenLosses } from "../losses.js";
import type { Batch } from "./batch.js";
import { HeadBinding } from "./head-binding.js";
import type { Adapter } from "./layer-binding.js";
import type { Parameters } from "./parameters.js";
import type { Bound, Runners } from "./runners.js";
import type { Scratch } from "./scratch.js";

/** Log-probabilities of chosen tokens, and what training on them gave. */
export interface HeadResult {
  /** `[chosen tokens]` */
  readonly logprobs: Float32Array;
  /** Sum of the tokens' losses. */
  readonly loss: number;
  /** Gradient by the last hidden states, zero for tokens that were not chosen. */
  readonly byX: Memory;
}

/** Logits computed at a time: the vocabulary's projection never takes more memory than a few arrays of so many floats. */
const LOGITS = 2 ** 25;

/** Runs what follows the last layer: normalisation, projection to the vocabulary, losses. */
export class HeadRunner {
  private readonly config: TransformerConfig;
  private readonly bindings = new Map<Adapter | undefined, HeadBinding>();

  constructor(
    private readonly parameters: Parameters,
    private readonly runners: Runners,
    private readonly scratch: Scratch,
    private readonly most = LOGITS,
  ) {
    this.config = parameters.config;
  }

  /** The parameters, with an adapter's. */
  binding(adapter: Adapter | undefined): HeadBinding {
    const made = this.bindings.get(adapter) ?? new HeadBinding(this.parameters, adapter);
    this.bindings.set(adapter, made);
    return made;
  }

  /** Forgets what was bound to an adapter. */
  forget(adapter: Adapter): void {
    this.bindings.delete(adapter);
  }

  /** @param x last hidden states `[time, rows, hidden]` */
  async score(
    x: Memory,
    { chosen, targets }: Pick<Batch, "chosen" | "targets">,
    adapter: Adapter | undefined,
  ): Promise<Float32Array> {
    const bound = await this.program("score", adapter);
    const parameters = this.binding(adapter).feeds;
    const logprobs = new Float32Array(chosen.length);
    for (const [from, to] of this.parts(chosen.length)) {
      const part = this.scratch.get("head/found", [to - from]);
      const feeds = { ...parameters, x: this.rows(x, chosen, from, to), ...this.targets(targets, from, to) };
      await bound.run(feeds, { found: part });
      logprobs.set(part.data as Float32Array, from);
    }
    return logprobs;
  }

  /** @param adapter that is trained; undefined for the model's own parameters */
  async train(
    x: Memory,
    batch: Batch,
    loss: { readonly name: LossName; readonly config: LossConfig },
    adapter: Adapter | undefined,
  ): Promise<HeadResult> {
    const { chosen, targets, numbers } = batch;
    const { hiddenSize } = this.config;
    const binding = this.binding(adapter);
    const bound = await this.trainingProgram(loss, binding);
    const { feeds: parameters, sums } = binding;
    const byAll = this.scratch.get("head/byAll", x.dims as number[]);
    (byAll.data as Float32Array).fill(0);
    const logprobs = new Float32Array(chosen.length);
    let total = 0;
    for (const [from, to] of this.parts(chosen.length)) {
      const [part, losses] = ["found", "losses"].map((name) => this.scratch.get(`head/${name}`, [to - from]));
      const byX = this.scratch.get("head/byX", [to - from, hiddenSize]);
      const given = LOSS_INPUTS[loss.name].map((name) => {
        const memory = this.scratch.get(`head/${name}`, [to - from]);
        (memory.data as Float32Array).set(numbers[name].subarray(from, to));
        return [name, memory] as const;
      });
      const feeds = {
        ...parameters,
        ...sums.feeds,
        ...Object.fromEntries(given),
        ...this.targets(targets, from, to),
        x: this.rows(x, chosen, from, to),
      };
      await bound.run(feeds, { ...sums.results, found: part, losses, byX });
      logprobs.set(part.data as Float32Array, from);
      for (const value of losses.data as Float32Array) total += value;
      const [source, target] = [byX.data as Float32Array, byAll.data as Float32Array];
      for (let i = from; i < to; i++) {
        const at = (i - from) * hiddenSize;
        target.set(source.subarray(at, at + hiddenSize), chosen[i] * hiddenSize);
      }
    }
    return { logprobs, loss: total, byX: byAll };
  }

  /** A program of {@link headPrograms}. */
  program(part: "score" | "sample", adapter: Adapter | undefined): Promise<Bound> {
    const { form } = this.binding(adapter);
    return this.runners.get(`${part} ${JSON.stringify(form)}`, () => headPrograms(this.config, form)[part]);
  }

  private trainingProgram(
    { name, config }: { readonly name: LossName; readonly config: LossConfig },
    { form, trained }: HeadBinding,
  ): Promise<Bound> {
    const { clipLow, clipHigh, beta } = config;
    return this.runners.get(`loss ${JSON.stringify([form, trained, name, clipLow, clipHigh, beta])}`, () =>
      headTraining(this.config, form, trained, (logprobs) => tokenLosses(name, logprobs, config)),
    );
  }

  /** Stretches of so many tokens that their logits fit. */
  private *parts(tokens: number): Iterable<readonly [from: number, to: number]> {
    const most = Math.max(1, Math.floor(this.most / this.config.vocabulary));
    const count = Math.ceil(tokens / most);
    for (let i = 0; i < count; i++) {
      yield [Math.floor((tokens * i) / count), Math.floor((tokens * (i + 1)) / count)];
    }
  }

  private rows(x: Memory, chosen: Int32Array, from: number, to: number): Memory {
    const { hiddenSize } = this.config;
    const rows = this.scratch.get("head/x", [to - from, hiddenSize]);
    const [source, target] = [x.data as Float32Array, rows.data as Float32Array];
    for (let i = from; i < to; i++) {
      const at = chosen[i] * hiddenSize;
      target.set(source.subarray(at, at + hiddenSize), (i - from) * hiddenSize);
    }
    return rows;
  }

  private targets(targets: Int32Array, from: number, to: number): { targets: Memory } {
    const memory = this.scratch.get("head/targets", [to - from], "int32");
    (memory.data as Int32Array).set(targets.subarray(from, to));
    return { targets: memory };
  }
}
