import { basename } from "node:path";
import type { TensorData } from "../../language/engine/language-engine.js";
import type { LocalEngine } from "../../language/engine/local/local-engine.js";
import { localEngine } from "../../language/engine/local/open-local-engine.js";
import { openAdapter, openCheckpoint } from "../../language/node.js";
import { parameterShapes } from "../../language/parameter-shapes.js";
import {
  type EngineOptions,
  type LanguageModelSpec,
  type OpenModel,
  openModel,
  REFERENCE_PREFIX,
} from "./model.js";
import type { Reference } from "./stage.js";

/** Where the weights are that a stage begins with: the folder of the stage before, or the fresh ones of a spec and a seed. */
export type StartSource =
  | { readonly folder: string }
  | { readonly spec: LanguageModelSpec; readonly seed: number };

/** The model that a stage began with, which is read when it is first asked for, so that a resumed stage has it too. */
export class StageStart {
  private engine: Promise<LocalEngine> | undefined;
  private adapter: Promise<{ readonly adapter?: string }> | undefined;

  constructor(
    private readonly current: OpenModel,
    private readonly source: StartSource,
    private readonly options: EngineOptions,
  ) {}

  /** Its log-probabilities; of an adapter that nothing has trained yet those of the model below it. */
  readonly logprobs: Reference = async (data) => {
    if (this.current.adapter !== undefined) {
      this.adapter ??= this.adapterBefore();
      return (await this.current.engine.forward(data, await this.adapter)).logprobs;
    }
    this.engine ??= this.open();
    return (await (await this.engine).forward(data)).logprobs;
  };

  /** Gives the model that is trained these weights again, with an optimiser that has made no step. */
  readonly restore = async (): Promise<void> => {
    const { engine, adapter } = this.current;
    if (adapter !== undefined) {
      const { rank, alpha, targets } = (await engine.adapter(adapter)).adapter;
      await engine.removeAdapter(adapter);
      // Fresh matrices depend on the seed and the adapter's name, and so are the first ones again.
      if ("spec" in this.source) await engine.createAdapter(adapter, { rank, alpha, targets });
      else await this.load(adapter, this.source.folder);
      return;
    }
    this.engine ??= this.open();
    const start = await this.engine;
    const state = new Map<string, TensorData>();
    for (const [name, shape] of parameterShapes(engine.config))
      state.set(name, { shape, data: await start.parameter(name) });
    state.set("optimizer/steps/", { shape: [1], data: Int32Array.of(0) });
    await engine.loadState(state);
  };

  async close(): Promise<void> {
    await (await this.engine)?.close();
    this.engine = undefined;
  }

  /** The adapter that an earlier stage ended with; none where there was no earlier one, for that is a fresh model. */
  private async adapterBefore(): Promise<{ readonly adapter?: string }> {
    if ("spec" in this.source) return {};
    const adapter = REFERENCE_PREFIX + basename(this.source.folder);
    await this.load(adapter, this.source.folder);
    return { adapter };
  }

  private async load(adapter: string, folder: string): Promise<void> {
    const { engine } = this.current;
    const file = await openAdapter(folder, engine.config);
    try {
      await engine.loadAdapter(adapter, { config: file.config, read: (name) => file.read(name) });
    } finally {
      await file.close();
    }
  }

  private async open(): Promise<LocalEngine> {
    const { options } = this;
    if ("spec" in this.source) {
      return (await openModel(this.source.spec, { seed: this.source.seed, ...options })).engine;
    }
    const checkpoint = await openCheckpoint(this.source.folder);
    try {
      return await localEngine({ config: checkpoint.config, weights: checkpoint, train: "none", ...options });
    } finally {
      await checkpoint.close();
    }
  }
}
