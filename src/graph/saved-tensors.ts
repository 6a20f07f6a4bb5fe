import { topologicalOrder } from "./gradient.js";
import type { Node, Tensor } from "./tensor.js";

/**
 * The tensors of a forward pass that a backward pass reads: what to keep between two programs, the outputs of one and,
 * under `given`, inputs of the other.
 *
 * @param forward results of the forward pass
 * @param backward gradients, from {@link grad}
 * @param again whether a node of the forward pass shall be computed again instead; changes of shape always are
 * @example
 * const saved = Object.fromEntries(savedTensors([y], gradients).map((tensor, i) => [`saved${i}`, tensor]));
 * const first = compile({ outputs: { y, ...saved } });
 * const second = compile({ outputs: { gradient: gradients[0] }, given: saved });
 */
export function savedTensors(
  forward: readonly Tensor[],
  backward: readonly Tensor[],
  again: (node: Node) => boolean = () => false,
): Tensor[] {
  const computed = new Set(topologicalOrder(forward));
  const saved = new Set<Tensor>();
  const seen = new Set<Node>();
  const queue = [...backward];
  for (let tensor = queue.pop(); tensor !== undefined; tensor = queue.pop()) {
    const { node } = tensor;
    if (node === undefined) continue;
    if (computed.has(node) && node.operator.name !== "reshape" && !again(node)) saved.add(tensor);
    else if (!seen.has(node)) {
      seen.add(node);
      queue.push(...node.inputs);
    }
  }
  return [...saved];
}
