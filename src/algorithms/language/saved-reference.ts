import { basename } from "node:path";
import type { LanguageCheckpoint } from "../../language/checkpoint/language-checkpoint.js";
import type { LocalEngine } from "../../language/engine/local/local-engine.js";
import { localEngine } from "../../language/engine/local/open-local-engine.js";
import { openAdapter, openCheckpoint } from "../../language/node.js";
import {
  type EngineOptions,
  type LanguageModelSpec,
  type OpenModel,
  openModel,
  REFERENCE_PREFIX,
} from "./model.js";
import type { Reference } from "./stage.js";

/**
 * The log-probabilities of a saved model, which is opened when they are first asked for.
 *
 * @param source the model's folder, or the fresh weights of a spec and a seed; with an adapter the model below it
 */
export class SavedReference {
  private engine: Promise<LocalEngine> | undefined;
  private adapter: Promise<{ readonly adapter?: string }> | undefined;

  constructor(
    private readonly current: OpenModel,
    private readonly source:
      | { readonly folder: string }
      | { readonly spec: LanguageModelSpec; readonly seed: number },
    private readonly options: EngineOptions,
  ) {}

  readonly logprobs: Reference = async (data) => {
    if (this.current.adapter !== undefined) {
      const adapter = await this.adapterBefore();
      return (await this.current.engine.forward(data, adapter)).logprobs;
    }
    this.engine ??= this.open();
    return (await (await this.engine).forward(data)).logprobs;
  };

  async close(): Promise<void> {
    await (await this.engine)?.close();
    this.engine = undefined;
  }

  /** The adapter that an earlier stage ended with; none where there was no earlier one, for that is a fresh model. */
  private adapterBefore(): Promise<{ readonly adapter?: string }> {
    this.adapter ??= (async () => {
      if ("spec" in this.source) return {};
      const { engine } = this.current;
      const adapter = REFERENCE_PREFIX + basename(this.source.folder);
      const file = await openAdapter(this.source.folder, engine.config);
      try {
        const read = (name: string) => file.read(name);
        await engine.loadAdapter(adapter, { config: file.config, read });
      } finally {
        await file.close();
      }
      return { adapter };
    })();
    return this.adapter;
  }

  private async open(): Promise<LocalEngine> {
    const { options } = this;
    if ("spec" in this.source) {
      return (await openModel(this.source.spec, { seed: this.source.seed, ...options })).engine;
    }
    const checkpoint: LanguageCheckpoint = await openCheckpoint(this.source.folder);
    try {
      return await localEngine({ config: checkpoint.config, weights: checkpoint, train: "none", ...options });
    } finally {
      await checkpoint.close();
    }
  }
}
