import { Host } from "../../../graph/index.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import { HeadRunner } from "./head-runner.js";
import { type Adapter, emptyAdapter } from "./layer-binding.js";
import { ModelRunner } from "./model-runner.js";
import { Parameters } from "./parameters.js";
import { Runners } from "./runners.js";
import { Scratch } from "./scratch.js";
import { Trainer } from "./trainer.js";

/** The parts of an engine's worker, for tests that look into them. */
export class Pieces {
  readonly model: ModelRunner;
  readonly head: HeadRunner;
  readonly trainer: Trainer;

  private constructor(
    readonly host: Host,
    readonly parameters: Parameters,
    private readonly runners: Runners,
    mostLogits?: number,
  ) {
    const scratch = new Scratch(host);
    this.model = new ModelRunner(host, parameters, runners, scratch);
    this.head = new HeadRunner(parameters, runners, scratch, mostLogits);
    this.trainer = new Trainer(this.model, this.head);
  }

  static async open(
    config: TransformerConfig,
    weights: ReadonlyMap<string, Float32Array | Uint16Array>,
    options: { readonly trained?: Iterable<string>; readonly mostLogits?: number } = {},
  ): Promise<Pieces> {
    const host = await Host.here();
    const parameters = new Parameters(host, config, new Set(options.trained ?? weights.keys()));
    for (const [name, values] of weights) parameters.set(name, values);
    return new Pieces(host, parameters, new Runners(host, 1), options.mostLogits);
  }

  adapter(config: AdapterConfig, weights: ReadonlyMap<string, Float32Array>): Adapter {
    const adapter = emptyAdapter(this.host, this.model.config, config);
    for (const [name, values] of weights) (adapter.trained.memory(name).data as Float32Array).set(values);
    return adapter;
  }

  close(): Promise<void> {
    return this.runners.close();
  }
}
