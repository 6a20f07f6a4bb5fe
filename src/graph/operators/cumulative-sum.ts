import { apply1, type Operator } from "../operator.js";
import { normalizeAxis } from "../shape.js";
import type { Tensor } from "../tensor.js";

type Cumulative = { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };

const cumulativeSumOperator: Operator<Cumulative> = {
  name: "cumulativeSum",
  infer: ([{ dtype, shape }]) => [{ dtype, shape }],
  emit: (emitter, { inputs: [x], attributes: { axis, exclusive, reverse } }) => [
    emitter.node("CumSum", [x, emitter.integers([axis])], {
      attributes: { exclusive: Number(exclusive), reverse: Number(reverse) },
    }),
  ],
  gradient: ({ attributes: { axis, exclusive, reverse }, gradients: [g] }) => [
    cumulativeSum(g!, axis, { exclusive, reverse: !reverse }),
  ],
};

/** Settings of {@link cumulativeSum}. */
export interface CumulativeSumOptions {
  /** Leave each element out of its own sum. */
  readonly exclusive?: boolean;
  /** Sum from the end: with rewards, the returns to go. */
  readonly reverse?: boolean;
}

/** For each element the sum of those up to it along an axis. */
export function cumulativeSum(x: Tensor, axis: number, options: CumulativeSumOptions = {}): Tensor {
  const { exclusive = false, reverse = false } = options;
  return apply1(cumulativeSumOperator, [x], { axis: normalizeAxis(axis, x.rank), exclusive, reverse });
}
