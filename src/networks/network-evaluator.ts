import {
  type CompileOptions,
  compile,
  createSession,
  type Device,
  mul,
  type Program,
  type Session,
  tanh,
} from "../graph/index.js";
import type { Evaluator } from "./evaluator.js";
import { type NetworkShape, type NetworkTask, policyValueNetwork } from "./policy-value.js";

/** Weights of a network by variable name. */
export type NetworkWeights = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly data: Float32Array }
>;

/** Where a network runs. */
export interface Placement {
  readonly device: Device;
  /** Threads of one evaluation. */
  readonly threads: number;
}

/**
 * Runs a network for search. The weights are constants of its program, so that ONNX Runtime brings them into its
 * fastest layout; new weights mean a new session, some tens of milliseconds.
 */
export class NetworkEvaluator implements Evaluator {
  readonly observations: Float32Array;
  /** Seconds spent in the network since this was made. */
  seconds = 0;
  private session: Session | undefined;
  private readonly rowSize: number;

  constructor(
    private readonly task: NetworkTask,
    private readonly shape: NetworkShape,
    private readonly capacity: number,
    private readonly placement: Placement,
  ) {
    const { channels, height, width } = task.observation;
    this.rowSize = channels * height * width;
    this.observations = new Float32Array(capacity * this.rowSize);
  }

  /** Takes new weights. */
  async load(weights: NetworkWeights): Promise<void> {
    const program = inferenceProgram(this.task, this.shape, weights);
    const session = await createSession(program, { ...this.placement, inThread: true });
    await this.session?.close();
    this.session = session;
  }

  async evaluate(rows: number): Promise<{ readonly logits: Float32Array; readonly values: Float32Array }> {
    if (!this.session) throw new Error("NetworkEvaluator.evaluate() before load()");
    const began = performance.now();
    const observation = this.observations.subarray(0, rows * this.rowSize);
    const { logits, value } = await this.session.run({ observation });
    this.seconds += (performance.now() - began) / 1000;
    return { logits: logits.data as Float32Array, values: value.data as Float32Array };
  }

  /** Positions a second in full batches, measured for about `seconds`. */
  async measure(seconds = 0.3): Promise<number> {
    await this.evaluate(this.capacity);
    const began = performance.now();
    let positions = 0;
    while (performance.now() - began < seconds * 1000) {
      await this.evaluate(this.capacity);
      positions += this.capacity;
    }
    return (positions * 1000) / (performance.now() - began);
  }

  async close(): Promise<void> {
    await this.session?.close();
  }
}

/**
 * The network with fixed weights: input "observation", outputs "logits" `[batch, actions]` and "value" `[batch]`.
 *
 * @param options `portable`: for other runtimes than ONNX Runtime
 */
export function inferenceProgram(
  task: NetworkTask,
  shape: NetworkShape,
  weights: NetworkWeights,
  options: Pick<CompileOptions, "portable"> = {},
): Program {
  const { logits, valueLogit } = policyValueNetwork(task, shape, false);
  const freeze = new Map([...weights].map(([name, { data }]) => [name, data]));
  return compile({ outputs: { logits, value: tanh(mul(valueLogit, 0.5)) }, freeze, ...options });
}
