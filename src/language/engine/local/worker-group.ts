import { EngineError } from "../../../errors.js";
import type { AdamStep } from "../language-engine.js";
import type { Target } from "./core.js";
import type { CoreClient } from "./core-client.js";
import { sharedLength } from "./optimizer-shard.js";
import { type FullState, joinMoments } from "./state.js";

/** The workers of an engine, which do the same on shares of the work; each has a copy of the weights. */
export class WorkerGroup {
  /** Where workers add their gradients up and show each other new weights, by the adapter that has them. */
  private readonly shared = new Map<string | undefined, Float32Array>();

  constructor(readonly clients: readonly CoreClient[]) {}

  onAll<T>(action: (client: CoreClient, worker: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.clients.map(action));
  }

  /** Runs on all workers; where one fails, gradients gathered on the others are dropped. */
  async guarded<T>(target: Target, action: (client: CoreClient, worker: number) => Promise<T>): Promise<T[]> {
    const results = await Promise.allSettled(this.clients.map(action));
    const failed = results.find((result) => result.status === "rejected");
    if (failed === undefined) return results.map((result) => (result as PromiseFulfilledResult<T>).value);
    await this.dropGradients(target);
    throw failed.reason;
  }

  /**
   * A step of the optimiser from the gradients of all workers; each makes it for a share of the weights.
   *
   * @param length numbers that are trained
   * @returns the gradient's norm
   * @throws EngineError `NAN_GRADIENT`; then the gradients are dropped
   */
  async step(target: Target, adam: AdamStep, length: number): Promise<number> {
    const shared = this.sharedMemory(target, length);
    await this.onAll((client) => client.publish(target, shared));
    const squares = await this.onAll((client) => client.reduce(target, shared));
    const norm = Math.sqrt(squares.reduce((a, b) => a + b, 0));
    if (!Number.isFinite(norm)) {
      await this.dropGradients(target);
      const text = `optimStep: expected finite gradients, found a norm of ${norm}; they were dropped`;
      throw new EngineError("NAN_GRADIENT", text);
    }
    const { clipNorm } = adam;
    const scale = clipNorm === undefined ? 1 : Math.min(1, clipNorm / (norm + 1e-6));
    await this.onAll((client) => client.apply(target, adam, scale, shared));
    await this.onAll((client) => client.fetch(target, shared));
    return norm;
  }

  /** All of a set of trained parameters: the model's own, or those of an adapter. */
  async state(adapter: string | undefined): Promise<FullState> {
    const state = await this.clients[0].state({ adapter });
    const moments = await this.onAll((client) => client.moments({ adapter }));
    return { adapter, ...state, ...joinMoments(state.weights.length, moments) };
  }

  async restore({ adapter, weights, steps, means, squares }: FullState): Promise<void> {
    await this.onAll((client) => client.restore({ adapter }, { weights, steps }, means, squares));
  }

  /** An adapter is no more. */
  forget(adapter: string): void {
    this.shared.delete(adapter);
  }

  private async dropGradients(target: Target): Promise<void> {
    await Promise.allSettled(this.clients.map((client) => client.drop(target)));
  }

  /** One worker alone needs none. */
  private sharedMemory({ adapter }: Target, trained: number): Float32Array | undefined {
    const workers = this.clients.length;
    if (workers === 1) return undefined;
    const length = sharedLength(trained, workers);
    const known = this.shared.get(adapter) ?? new Float32Array(new SharedArrayBuffer(4 * length));
    this.shared.set(adapter, known);
    return known;
  }
}
