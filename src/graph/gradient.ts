import { GraphError } from "../errors.js";
import { add } from "./operators/arithmetic.js";
import { expand } from "./operators/layout.js";
import { sameShape, show } from "./shape.js";
import { constant, type Node, type Tensor } from "./tensor.js";

/**
 * The gradient of a scalar by each of the given tensors: reverse-mode differentiation, as tensors of the same graph.
 *
 * @param loss float32 scalar
 * @param targets tensors the loss was computed from, usually variables
 * @returns for each target a tensor of its shape; zeros where the loss does not depend on it
 * @example const [dWeight] = grad(mean(square(sub(matmul(x, weight), y))), [weight]);
 */
export function grad(loss: Tensor, targets: readonly Tensor[]): Tensor[] {
  if (loss.rank !== 0 || loss.dtype !== "float32") {
    throw new GraphError("BAD_LOSS", `grad: expected a float32 scalar, found ${loss}`);
  }
  return pullBack(loss, constant(1), targets);
}

/**
 * What a gradient by the result of a computation means for what it was computed from: the backward pass of a part of a
 * network, where {@link grad} is that of all of it.
 *
 * @param y float32 result
 * @param byY gradient of some loss by y, in the shape of y
 * @returns the gradient of that loss by each target
 * @example const [byX, byWeight] = pullBack(matmul(x, weight), input("byY", "float32", ["batch", 8]), [x, weight]);
 */
export function pullBack(y: Tensor, byY: Tensor, targets: readonly Tensor[]): Tensor[] {
  const nodes = nodesBetween(targets, y);
  const gradients = new Map<Tensor, Tensor>([[y, byY]]);
  for (const node of nodes.reverse()) {
    const outputs = node.outputs.map((output) => gradients.get(output));
    if (outputs.every((gradient) => gradient === undefined)) continue;
    const { operator, inputs, attributes } = node;
    if (operator.gradient === undefined) {
      throw new GraphError("NO_GRADIENT", `grad: operator ${operator.name} is not differentiable`);
    }
    const flows = operator.gradient({ inputs, outputs: node.outputs, attributes, gradients: outputs });
    flows.forEach((flow, i) => {
      if (flow === undefined) return;
      const target = inputs[i];
      if (!sameShape(flow.shape, target.shape)) {
        const shapes = `${show(flow.shape)} for ${show(target.shape)}`;
        throw new GraphError(
          "BAD_GRADIENT",
          `gradient of ${operator.name} by input ${i} has shape ${shapes}`,
        );
      }
      const sum = gradients.get(target);
      gradients.set(target, sum === undefined ? flow : add(sum, flow));
    });
  }
  return targets.map((target) => gradients.get(target) ?? expand(constant(0), target.shape));
}

/** Nodes on a path from a target to the loss, inputs before users. */
function nodesBetween(targets: readonly Tensor[], loss: Tensor): Node[] {
  const wanted = new Set(targets);
  const depends = new Map<Node, boolean>();
  const order: Node[] = [];
  for (const node of topologicalOrder([loss])) {
    const found =
      node.outputs.some((output) => wanted.has(output)) ||
      node.inputs.some((from) => wanted.has(from) || (from.node !== undefined && depends.get(from.node)));
    depends.set(node, found);
    if (found) order.push(node);
  }
  return order;
}

/**
 * The nodes that the given tensors need, each after those it reads from.
 * @param known tensors that need none
 */
export function topologicalOrder(
  roots: readonly Tensor[],
  known: Pick<ReadonlyMap<Tensor, unknown>, "has"> = new Set(),
): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  const visit = (tensor: Tensor) => {
    const { node } = tensor;
    if (node === undefined || seen.has(node) || known.has(tensor)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const root of roots) {
    visit(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top.next < top.node.inputs.length) visit(top.node.inputs[top.next++]);
      else order.push(stack.pop()!.node);
    }
  }
  return order;
}
