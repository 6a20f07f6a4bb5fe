import { EngineError, OptionError } from "../../../errors.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import type { Target } from "./core.js";
import { adapterPlaces, lengthOf, type Places } from "./places.js";
import type { WorkerGroup } from "./worker-group.js";

/** An adapter, seen from the thread of the engine. */
export interface Attached {
  readonly adapter: AdapterConfig;
  readonly places: Places;
}

/** The adapters of an engine, by name; every worker has them. */
export class Adapters {
  private readonly attached = new Map<string, Attached>();

  constructor(
    private readonly config: TransformerConfig,
    private readonly workers: WorkerGroup,
    private readonly seed: number,
  ) {}

  /** Numbers of all of them together. */
  get parameters(): number {
    return [...this.attached.values()].reduce((sum, { places }) => sum + lengthOf(places), 0);
  }

  [Symbol.iterator](): Iterator<readonly [name: string, attached: Attached]> {
    return this.attached.entries();
  }

  /** @throws OptionError when an adapter can't be called so */
  checkNew(name: string): void {
    if (!/^[\w.-]+$/.test(name))
      throw new OptionError("adapter", "a name of letters, digits, _, . and -", name);
    if (this.attached.has(name)) throw new OptionError("adapter", "a name that is not taken", name);
  }

  /** @throws EngineError `UNKNOWN_ADAPTER` */
  get(name: string): Attached {
    const found = this.attached.get(name);
    if (found !== undefined) return found;
    const names = [...this.attached.keys()].join(", ");
    const expected = names === "" ? "none, as this engine has no adapter" : `one of ${names}`;
    throw new EngineError("UNKNOWN_ADAPTER", `adapter: expected ${expected}, found ${name}`);
  }

  /** Whose weights are meant: the model's own where no adapter is named. @throws EngineError `UNKNOWN_ADAPTER` */
  target(adapter: string | undefined): Target {
    if (adapter !== undefined) this.get(adapter);
    return { adapter };
  }

  async attach(name: string, adapter: AdapterConfig): Promise<void> {
    await this.workers.onAll((client) => client.createAdapter(name, adapter, this.seed));
    this.attached.set(name, { adapter, places: adapterPlaces(this.config, adapter) });
  }

  async detach(name: string): Promise<void> {
    await this.workers.onAll((client) => client.removeAdapter(name));
    this.attached.delete(name);
    this.workers.forget(name);
  }
}
