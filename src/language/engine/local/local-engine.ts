import { EngineError } from "../../../errors.js";
import { float16ToFloat32 } from "../../../run/half.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { ReadWeights } from "../../checkpoint/checkpoint-contents.js";
import type { TransformerConfig } from "../../config.js";
import { contextLength, wholeTextLength } from "../../model/rotation.js";
import { parameterCount } from "../../parameter-shapes.js";
import type { Tokenizer } from "../../tokenizer/tokenizer.js";
import type {
  AdamStep,
  CustomLoss,
  Datum,
  ForwardBackwardResult,
  ForwardResult,
  LanguageEngine,
  LoraOptions,
  LossConfig,
  LossName,
  SampleOptions,
  SampleRequest,
  SampleResult,
  TensorData,
} from "../language-engine.js";
import { adapterReader, packAdapter } from "./adapter-weights.js";
import { Adapters } from "./adapters.js";
import type { Choice } from "./batch.js";
import { checkAdam, checkData, checkRequests } from "./check-data.js";
import type { CoreClient } from "./core-client.js";
import { askLoss } from "./custom-loss.js";
import { checkNames } from "./known-names.js";
import { linearData } from "./linear-data.js";
import { loraAdapter } from "./lora-adapter.js";
import { adapterPlaces, lengthOf, modelPlaces, type Places } from "./places.js";
import { attentionCost, collect, type Plan, planBatches } from "./plan.js";
import { SamplingDriver } from "./sampling-driver.js";
import { readAdapterConfigs, readState, writeAdapterConfig, writeState } from "./state.js";
import { StopTexts } from "./stop-texts.js";
import { Turns } from "./turns.js";
import { WorkerGroup } from "./worker-group.js";

/** What a {@link LocalEngine} is made of. */
export interface LocalEngineParts {
  readonly config: TransformerConfig;
  /** Names of the model's own parameters that are trained. */
  readonly trained: ReadonlySet<string>;
  /** The workers, each with a copy of the weights. */
  readonly clients: readonly CoreClient[];
  readonly seed: number;
  /** Most tokens of a batch. */
  readonly tokenBudget: number;
  /** Sequences that a worker draws side by side. */
  readonly rows: number;
  readonly tokenizer: Pick<Tokenizer, "decode"> | undefined;
}

/** The engine that computes on this machine; made by {@link localEngine}. */
export class LocalEngine implements LanguageEngine {
  readonly config: TransformerConfig;
  readonly vocabulary: number;
  readonly contextLength: number;
  /** The most tokens of a text for {@link forward}: with `dynamic` rotary scaling more than {@link contextLength}. */
  readonly wholeTextLength: number;
  private readonly turns = new Turns();
  private readonly adapters: Adapters;
  private readonly drivers = new Map<string | undefined, SamplingDriver>();
  private readonly places: Places;
  private readonly workers: WorkerGroup;

  constructor(private readonly parts: LocalEngineParts) {
    this.config = parts.config;
    this.vocabulary = parts.config.vocabulary;
    this.contextLength = contextLength(parts.config);
    this.wholeTextLength = wholeTextLength(parts.config);
    this.places = modelPlaces(parts.config, parts.trained);
    this.workers = new WorkerGroup(parts.clients);
    this.adapters = new Adapters(parts.config, this.workers, parts.seed);
  }

  get parameters(): { readonly total: number; readonly trained: number } {
    const added = this.adapters.parameters;
    return { total: parameterCount(this.config) + added, trained: lengthOf(this.places) + added };
  }

  async createAdapter(name: string, options: LoraOptions): Promise<void> {
    this.adapters.checkNew(name);
    checkNames("createAdapter", options);
    const adapter = loraAdapter(options);
    return this.turns.change(() => this.adapters.attach(name, adapter));
  }

  async removeAdapter(name: string): Promise<void> {
    this.adapters.target(name);
    return this.turns.change(() => this.detach(name));
  }

  async forwardBackward(
    data: readonly Datum[],
    loss: LossName | CustomLoss,
    config: LossConfig & { readonly adapter?: string } = {},
  ): Promise<ForwardBackwardResult> {
    checkNames("forwardBackward", config);
    const { adapter, ...rest } = config;
    this.adapters.target(adapter);
    if (adapter === undefined && this.places.size === 0) {
      throw new EngineError(
        "FROZEN",
        "forwardBackward: the model's own parameters are frozen; name an adapter",
      );
    }
    if (typeof loss !== "string") return this.customBackward(data, loss, adapter);
    checkData(data, this, { loss });
    const target = { adapter };
    // The projection onto the vocabulary is left out where no loss needs it.
    const plan = this.plan(data, "weighted");
    const results = await this.turns.use(() =>
      this.workers.guarded(target, (client, worker) =>
        client.forwardBackward(batchesOf(plan, worker), { name: loss, config: rest }, target),
      ),
    );
    const logprobs = collect(
      data,
      plan,
      results.map((result) => result.logprobs),
    );
    const total = results.reduce((sum, result) => sum + result.loss, 0);
    return { loss: total, logprobs, computed: plan.computed, padding: plan.padding };
  }

  async forward(data: readonly Datum[], options: { readonly adapter?: string } = {}): Promise<ForwardResult> {
    checkNames("forward", options);
    const target = this.adapters.target(options.adapter);
    checkData(data, this, { learnt: false });
    const plan = this.plan(data, "all");
    const found = await this.turns.use(() =>
      this.workers.onAll((client, worker) => client.forward(batchesOf(plan, worker), target)),
    );
    return { logprobs: collect(data, plan, found), computed: plan.computed, padding: plan.padding };
  }

  async optimStep(
    adam: AdamStep,
    options: { readonly adapter?: string } = {},
  ): Promise<{ readonly gradientNorm: number }> {
    checkNames("optimStep's options", options);
    const target = this.adapters.target(options.adapter);
    checkAdam(adam);
    const places = options.adapter === undefined ? this.places : this.adapters.get(options.adapter).places;
    return this.turns.change(async () => ({
      gradientNorm: await this.workers.step(target, adam, lengthOf(places)),
    }));
  }

  async sample(
    requests: readonly SampleRequest[],
    options: SampleOptions = {},
  ): Promise<readonly SampleResult[]> {
    checkNames("sample", options);
    const { adapter } = this.adapters.target(options.adapter);
    const { tokenizer, clients, rows } = this.parts;
    checkRequests(requests, this, tokenizer !== undefined);
    const stops = requests.map(({ parameters: { stopTexts = [] } }) =>
      stopTexts.length > 0 ? new StopTexts(tokenizer!, stopTexts) : undefined,
    );
    const driver = this.drivers.get(adapter) ?? new SamplingDriver(clients, this.turns, rows, adapter);
    this.drivers.set(adapter, driver);
    return driver.sample(requests, options, stops);
  }

  /**
   * Weights, adapters, running means and step numbers, under the names of checkpoints; an adapter's below
   * `adapters/NAME/`, the optimiser's below `optimizer/`. Frozen parameters are not part of it, and neither are gradients
   * gathered since the last step.
   */
  saveState(): Promise<ReadonlyMap<string, TensorData>> {
    return this.turns.change(async () => {
      const state = new Map<string, TensorData>();
      if (this.places.size > 0) writeState(state, await this.workers.state(undefined), this.places);
      for (const [name, { adapter, places }] of this.adapters) {
        writeAdapterConfig(state, name, adapter);
        writeState(state, await this.workers.state(name), places);
      }
      return state;
    });
  }

  /** Adapters are then those of the state. @throws EngineError `BAD_STATE` when it is of another model */
  loadState(state: ReadonlyMap<string, TensorData>): Promise<void> {
    return this.turns.change(async () => {
      const adapters = readAdapterConfigs(state, this.config);
      const own = this.places.size > 0 ? [readState(state, undefined, this.places)] : [];
      const added = [...adapters].map(([name, adapter]) =>
        readState(state, name, adapterPlaces(this.config, adapter)),
      );
      for (const [name] of [...this.adapters]) await this.detach(name);
      for (const [name, adapter] of adapters) await this.adapters.attach(name, adapter);
      for (const restored of [...own, ...added]) await this.workers.restore(restored);
    });
  }

  /**
   * The values of a parameter of the model, frozen or not.
   * @param name see {@link parameterShapes}
   * @example await saveCheckpoint(path, { config: engine.config, weights: (name) => engine.parameter(name) });
   */
  parameter(name: string): Promise<Float32Array> {
    return this.turns.use(async () => {
      const values = await this.parts.clients[0].read(name);
      if (values instanceof Float32Array) return values;
      const wide = new Float32Array(values.length);
      float16ToFloat32(values, wide);
      return wide;
    });
  }

  /**
   * Adds an adapter with the matrices of a file, see {@link AdapterCheckpoint}.
   * @throws OptionError when the name is taken; EngineError `BAD_STATE` when a matrix has another size
   */
  async loadAdapter(
    name: string,
    source: { readonly config: AdapterConfig; readonly read: ReadWeights },
  ): Promise<void> {
    const { config } = source;
    this.adapters.checkNew(name);
    loraAdapter(config);
    const weights = await packAdapter(this.config, config, (name) => source.read(name));
    await this.turns.change(async () => {
      await this.adapters.attach(name, config);
      await this.workers.restore({ adapter: name, weights, steps: 0, means: undefined, squares: undefined });
    });
  }

  /**
   * An adapter as it is to be written.
   * @example await saveAdapter(path, { model: engine.config, ...(await engine.adapter("countdown")) });
   */
  async adapter(name: string): Promise<{ readonly adapter: AdapterConfig; readonly weights: ReadWeights }> {
    const { adapter, places } = this.adapters.get(name);
    const { weights } = await this.turns.use(() => this.parts.clients[0].state({ adapter: name }));
    return { adapter, weights: adapterReader(places, weights) };
  }

  async close(): Promise<void> {
    await this.workers.onAll((client) => client.close());
  }

  private plan(data: readonly Datum[], choice: Choice): Plan {
    const { tokenBudget: budget, clients, config } = this.parts;
    const settings = { budget, workers: clients.length, attention: attentionCost(config) };
    return planBatches(data, settings, choice);
  }

  /** Forward, the caller's gradient, and backward of the loss that has this gradient. */
  private async customBackward(
    data: readonly Datum[],
    custom: CustomLoss,
    adapter: string | undefined,
  ): Promise<ForwardBackwardResult> {
    checkData(data, this);
    const named = adapter === undefined ? {} : { adapter };
    const first = await this.forward(data, named);
    const { loss, gradients } = askLoss(custom, data, first.logprobs);
    const second = await this.forwardBackward(linearData(data, gradients), "cross_entropy", named);
    const computed = first.computed + second.computed;
    return { loss, logprobs: first.logprobs, computed, padding: first.padding + second.padding };
  }

  private async detach(name: string): Promise<void> {
    await this.adapters.detach(name);
    const removed = `sample: expected the adapter ${name} to stay until sampling has ended, but it was removed or replaced`;
    this.drivers.get(name)?.fail(new EngineError("UNKNOWN_ADAPTER", removed));
    this.drivers.delete(name);
  }
}

const batchesOf = (plan: Plan, worker: number) => plan.workers[worker].map(({ batch }) => batch);
