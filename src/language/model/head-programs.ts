import { accumulate, compile, grad, input, type Program, sum, type Tensor } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { type HeadForm, HeadInputs, samplingOutputs, targetLogprobs } from "./head.js";

/** What follows the last layer, on so many tokens at a time as memory allows: inputs `x [rows, hidden]`, `norm`, `output`. */
export interface HeadPrograms {
  /** Input `targets [rows]` int32, output `found [rows]`, the log-probabilities of the targets. */
  readonly score: Program;
  /** Input `temperature [rows, 1]`, outputs `logprobs` and `probabilities [rows, vocabulary]`. */
  readonly sample: Program;
}

export function headPrograms(config: TransformerConfig, form: HeadForm): HeadPrograms {
  const [x, targets] = headInputs(config);
  const head = new HeadInputs(config, form);
  return {
    score: compile({ outputs: { found: targetLogprobs(config, head, x, targets) } }),
    sample: compile({ outputs: samplingOutputs(config, head, x) }),
  };
}

/** Which of a head's parameters gradients are wanted of. */
export interface TrainedHead {
  readonly norm: boolean;
  readonly output: boolean;
}

/**
 * Loss and gradients of some tokens. Inputs: those of {@link HeadPrograms.score}, what the losses read, and `norm/sum` and
 * `output/sum` of what is trained. Outputs: `found`, `losses [rows]`, `byX`, and `norm/next` and `output/next`.
 * @param losses of each token, from the log-probabilities of the targets
 */
export function headTraining(
  config: TransformerConfig,
  form: HeadForm,
  trained: TrainedHead,
  losses: (logprobs: Tensor) => Tensor,
): Program {
  const [x, targets] = headInputs(config);
  const head = new HeadInputs(config, form);
  const logprobs = targetLogprobs(config, head, x, targets);
  const loss = losses(logprobs);
  const wanted = [head.norm, head.output].filter(({ name }) => trained[name as keyof TrainedHead]);
  const [byX, ...gradients] = grad(sum(loss), [x, ...wanted]);
  const sums = wanted.map(({ name, shape }, i) => {
    const next = accumulate(input(`${name}/sum`, "float32", shape), gradients[i]);
    return [`${name}/next`, next] as const;
  });
  return compile({ outputs: { found: logprobs, losses: loss, byX, ...Object.fromEntries(sums) } });
}

function headInputs({ hiddenSize }: TransformerConfig): [Tensor, Tensor] {
  return [input("x", "float32", ["rows", hiddenSize]), input("targets", "int32", ["rows"])];
}
