import { createSession, type Program, type Session } from "../graph/index.js";
import type { Evaluator } from "./evaluator.js";
import type { Placement } from "./network-evaluator.js";
import type { NetworkTask } from "./policy-value.js";

/**
 * Runs a network from an exported ONNX file (`selfplay export`): `observation` `[batch, channels, height, width]` in,
 * `logits` `[batch, actions]` and `value` `[batch]` out.
 *
 * @example
 * const evaluator = await OnnxEvaluator.open(bytes, game, 64, { device: "cpu", threads: 1 });
 */
export class OnnxEvaluator implements Evaluator {
  readonly observations: Float32Array;

  private constructor(
    private readonly session: Session,
    capacity: number,
    private readonly rowSize: number,
  ) {
    this.observations = new Float32Array(capacity * rowSize);
  }

  /**
   * @param capacity rows of a batch
   * @throws GraphError `BAD_PROGRAM` when ONNX Runtime refuses the file
   */
  static async open(
    onnx: Uint8Array,
    task: NetworkTask,
    capacity: number,
    placement: Placement,
  ): Promise<OnnxEvaluator> {
    const { channels, height, width } = task.observation;
    const float = <Shape>(name: string, shape: Shape) => ({ name, dtype: "float32" as const, shape });
    const program: Program = {
      onnx,
      inputs: [float("observation", ["batch", channels, height, width])],
      outputs: [float("logits", ["batch", task.actions]), float("value", ["batch"])],
      variables: [],
    };
    const session = await createSession(program, { ...placement, inThread: true });
    return new OnnxEvaluator(session, capacity, channels * height * width);
  }

  async evaluate(rows: number): Promise<{ readonly logits: Float32Array; readonly values: Float32Array }> {
    const observation = this.observations.subarray(0, rows * this.rowSize);
    const { logits, value } = await this.session.run({ observation });
    return { logits: logits.data as Float32Array, values: value.data as Float32Array };
  }

  close(): Promise<void> {
    return this.session.close();
  }
}
