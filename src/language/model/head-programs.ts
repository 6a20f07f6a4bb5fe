import { accumulate, compile, grad, input, type Program, sum, type Tensor } from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { type HeadForm, HeadInputs, samplingOutputs, targetLogprobs } from "./head.js";

/** What follows the last layer, on so many tokens at a time as memory allows: inputs `x [rows, hidden]` and those of {@link HeadInputs}. */
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

/**
 * Loss and gradients of some tokens. Inputs: those of {@link HeadPrograms.score}, what the losses read, and `NAME/sum` of each
 * parameter that is trained. Outputs: `found`, `losses [rows]`, `byX`, and `NAME/next`.
 * @param trained names of the parameters that gradients are wanted of
 * @param losses of each token, from the log-probabilities of the targets
 */
export function headTraining(
  config: TransformerConfig,
  form: HeadForm,
  trained: readonly string[],
  losses: (logprobs: Tensor) => Tensor,
): Program {
  const [x, targets] = headInputs(config);
  const head = new HeadInputs(config, form);
  const logprobs = targetLogprobs(config, head, x, targets);
  const loss = losses(logprobs);
  const wanted = head.all.filter(({ name }) => trained.includes(name));
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
