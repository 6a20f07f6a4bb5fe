import { EngineError } from "../../../errors.js";
import type { LossConfig, LossName } from "../language-engine.js";
import type { Batch } from "./batch.js";
import type { HeadRunner } from "./head-runner.js";
import type { Adapter } from "./layer-binding.js";
import type { ModelRunner } from "./model-runner.js";

/** Computes batches, with or without gradients. */
export class Trainer {
  constructor(
    private readonly model: ModelRunner,
    private readonly head: HeadRunner,
  ) {}

  /** Log-probabilities of the targets of the chosen tokens. */
  async forward(batch: Batch, adapter: Adapter | undefined): Promise<Float32Array> {
    return this.head.score(await this.model.infer(batch, adapter), batch, adapter);
  }

  /**
   * Adds the gradients of a loss to those gathered.
   * @throws EngineError `NAN_LOSS`; the gradients gathered are then spoilt
   */
  async forwardBackward(
    batch: Batch,
    loss: { readonly name: LossName; readonly config: LossConfig },
    adapter: Adapter | undefined,
  ): Promise<{ logprobs: Float32Array; loss: number }> {
    const trained = adapter?.trained ?? this.model.parameters.trained;
    trained.gathered = true;
    const { x, backward } = await this.model.forward(batch, adapter);
    const result = await this.head.train(x, batch, loss, adapter);
    if (!Number.isFinite(result.loss)) {
      const text = `${loss.name}: expected a finite loss, found ${result.loss}; gathered gradients were dropped`;
      throw new EngineError("NAN_LOSS", text);
    }
    await backward(result.byX);
    return { logprobs: result.logprobs, loss: result.loss };
  }
}
