import { EngineError } from "../../../errors.js";
import { Host } from "../../../graph/index.js";
import { Random } from "../../../random/index.js";
import { float32ToFloat16 } from "../../../run/half.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import type { SumOrder } from "../../kernels/sum-order.js";
import type { AdamStep, LossConfig, LossName } from "../language-engine.js";
import { Adam } from "./adam.js";
import type { Batch } from "./batch.js";
import { HeadRunner } from "./head-runner.js";
import { initialize, initializeAdapter } from "./initialization.js";
import { type Adapter, emptyAdapter } from "./layer-binding.js";
import { ModelRunner } from "./model-runner.js";
import { type Moments, OptimizerShard, type SharedFloats, type WorkerPlace } from "./optimizer-shard.js";
import { Parameters } from "./parameters.js";
import { probeSumOrder } from "./probe-sum-order.js";
import { Runners } from "./runners.js";
import { Sampler } from "./sampler.js";
import type { SampleName, SamplingNews, SamplingTask } from "./sampling-task.js";
import { Scratch } from "./scratch.js";
import type { TrainedParameters } from "./trained-parameters.js";
import { Trainer } from "./trainer.js";

/** What a worker of an engine is started with. */
export interface CoreSettings {
  readonly config: TransformerConfig;
  /** Names of the parameters that are trained. */
  readonly trained: readonly string[];
  readonly place: WorkerPlace;
  /** Threads that work on one operator. */
  readonly threads: number;
  /** Sequences drawn side by side. */
  readonly sequences: number;
}

/** What a sampler is told before some steps. */
export interface SamplingWork {
  readonly tasks: readonly SamplingTask[];
  readonly cancel: readonly SampleName[];
  readonly steps: number;
}

/** Parameters trained together: those of the model, or of an adapter by its name. */
export interface Target {
  readonly adapter: string | undefined;
}

/** Where trained parameters stand. */
export interface TrainedState {
  readonly weights: Float32Array;
  readonly steps: number;
}

/** Where none is that of ONNX Runtime, sampler and trainer differ by rounding in any. */
const ANY_ORDER: SumOrder = { lanes: 8 };

/** Everything that a local engine does in one thread, on one copy of the weights. */
export class Core {
  private readonly adapters = new Map<string, Adapter>();
  private readonly shards = new Map<TrainedParameters, OptimizerShard>();
  private readonly samplers = new Map<Adapter | undefined, Sampler>();
  private readonly adam = new Adam();
  private order: Promise<SumOrder | undefined> | undefined;
  private pieces: { model: ModelRunner; head: HeadRunner; trainer: Trainer } | undefined;

  private constructor(
    private readonly host: Host,
    private readonly settings: CoreSettings,
    private readonly parameters: Parameters,
    private readonly runners: Runners,
  ) {}

  static async open(settings: CoreSettings): Promise<Core> {
    const host = await Host.here();
    const parameters = new Parameters(host, settings.config, new Set(settings.trained));
    return new Core(host, settings, parameters, new Runners(host, settings.threads));
  }

  /** Gives a parameter its values; float16 as bits. */
  set(name: string, values: Float32Array | Uint16Array): void {
    this.parameters.set(name, values);
    this.weightsChanged();
  }

  /** Draws the first values of all parameters. @param half whether frozen ones are held in 16 bits */
  initialize(seed: number, half: boolean): void {
    const { parameters, settings } = this;
    for (const [name, shape] of parameters.shapes) {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      initialize(settings.config, name, values, seed);
      if (!half || parameters.trained.has(name)) parameters.set(name, values);
      else {
        const narrow = new Uint16Array(values.length);
        float32ToFloat16(values, narrow);
        parameters.set(name, narrow);
      }
    }
    this.weightsChanged();
  }

  createAdapter(name: string, adapter: AdapterConfig, seed: number): void {
    const made = emptyAdapter(this.host, this.settings.config, adapter);
    for (const [full, { shape }] of made.trained.places) {
      const random = new Random(seed, "adapter", name, full);
      initializeAdapter(full, made.trained.memory(full).data as Float32Array, shape[1], random);
    }
    this.adapters.set(name, made);
  }

  async removeAdapter(name: string): Promise<void> {
    const adapter = this.adapters.get(name);
    if (adapter === undefined) return;
    this.pieces?.model.forget(adapter);
    this.pieces?.head.forget(adapter);
    await this.samplers.get(adapter)?.close();
    this.samplers.delete(adapter);
    this.shards.delete(adapter.trained);
    this.adapters.delete(name);
  }

  /** Log-probabilities of each batch's chosen tokens. */
  async forward(batches: readonly Batch[], target: Target): Promise<Float32Array[]> {
    const results: Float32Array[] = [];
    for (const batch of batches) results.push(await this.open().trainer.forward(batch, this.adapter(target)));
    return results;
  }

  async forwardBackward(
    batches: readonly Batch[],
    loss: { readonly name: LossName; readonly config: LossConfig },
    target: Target,
  ): Promise<{ logprobs: Float32Array[]; loss: number }> {
    const logprobs: Float32Array[] = [];
    let total = 0;
    for (const batch of batches) {
      const result = await this.open().trainer.forwardBackward(batch, loss, this.adapter(target));
      logprobs.push(result.logprobs);
      total += result.loss;
    }
    return { logprobs, loss: total };
  }

  publish(target: Target, shared: SharedFloats): void {
    this.shard(target).publish(shared);
  }

  reduce(target: Target, shared: SharedFloats): number {
    return this.shard(target).reduce(shared);
  }

  apply(target: Target, step: AdamStep, scale: number, shared: SharedFloats): void {
    this.weightsChanged();
    this.shard(target).apply(this.adam, step, scale, shared);
  }

  fetch(target: Target, shared: SharedFloats): void {
    this.weightsChanged();
    this.shard(target).fetch(shared);
  }

  drop(target: Target): void {
    this.trained(target).drop();
  }

  /** Copies of a frozen or trained parameter's values, in its own precision. */
  read(name: string): Float32Array | Uint16Array {
    return (this.parameters.memory(name).data as Float32Array | Uint16Array).slice();
  }

  state(target: Target): TrainedState {
    const { weights, steps } = this.trained(target);
    return { weights: weights.slice(), steps };
  }

  moments(target: Target): Moments | undefined {
    return this.shard(target).moments;
  }

  restore(
    target: Target,
    { weights, steps }: TrainedState,
    means: Float32Array | undefined,
    squares: Float32Array | undefined,
  ): void {
    this.weightsChanged();
    const trained = this.trained(target);
    trained.weights.set(weights);
    trained.steps = steps;
    trained.drop();
    this.shard(target).restore(means, squares);
  }

  /** Takes sequences to draw, drops those that nobody waits for any more, and draws up to so many tokens of each. */
  async sample(target: Target, work: SamplingWork): Promise<SamplingNews> {
    this.order ??= probeSumOrder(this.host);
    const sampler = this.sampler(target, (await this.order) ?? ANY_ORDER);
    sampler.add(work.tasks);
    // After that, since what comes and is not wanted any more may come together.
    sampler.cancel(work.cancel);
    return sampler.run(work.steps);
  }

  async close(): Promise<void> {
    for (const sampler of this.samplers.values()) await sampler.close();
    await this.runners.close();
  }

  /** The parts that need all parameters to have their values. */
  private open(): { model: ModelRunner; head: HeadRunner; trainer: Trainer } {
    if (this.pieces !== undefined) return this.pieces;
    const scratch = new Scratch(this.host);
    const model = new ModelRunner(this.host, this.parameters, this.runners, scratch);
    const head = new HeadRunner(this.parameters, this.runners, scratch);
    this.pieces = { model, head, trainer: new Trainer(model, head) };
    return this.pieces;
  }

  private sampler(target: Target, order: SumOrder): Sampler {
    const adapter = this.adapter(target);
    const { model, head } = this.open();
    const { sequences } = this.settings;
    const sampler = this.samplers.get(adapter) ?? new Sampler(model, head, adapter, sequences, order);
    this.samplers.set(adapter, sampler);
    return sampler;
  }

  private weightsChanged(): void {
    for (const sampler of this.samplers.values()) sampler.forget();
  }

  private adapter({ adapter }: Target): Adapter | undefined {
    if (adapter === undefined) return undefined;
    const found = this.adapters.get(adapter);
    if (found === undefined) throw new EngineError("UNKNOWN_ADAPTER", `no adapter is named ${adapter}`);
    return found;
  }

  private trained(target: Target): TrainedParameters {
    return this.adapter(target)?.trained ?? this.parameters.trained;
  }

  private shard(target: Target): OptimizerShard {
    const trained = this.trained(target);
    const shard = this.shards.get(trained) ?? new OptimizerShard(trained, this.settings.place);
    this.shards.set(trained, shard);
    return shard;
  }
}
