import { OptionError } from "../../errors.js";
import {
  add,
  cast,
  compile,
  constant,
  cumulativeSum,
  gather,
  greater,
  input,
  lessEqual,
  logicalAnd,
  matmul,
  mul,
  type Program,
  reshape,
  rmsNorm,
  sub,
  type Tensor,
  transpose,
  where,
} from "../../graph/index.js";
import type { TransformerConfig } from "../config.js";
import { parameterCount, parameterShapes } from "../parameter-shapes.js";
import { layer } from "./layer.js";
import { RotationTable } from "./rotation.js";

/** A file of this format cannot be larger, 2 GiB. */
const MOST_BYTES = 2 ** 31 - 2 ** 24;

/** Small enough that its exponential is zero, and finite. */
const MASKED = -1e9;

/**
 * A whole model as one program with its weights in it, in ONNX's own operators: `input_ids` int64 `[rows, time]` in,
 * `logits` float32 `[rows, time, vocabulary]` out, each row a sequence from its first token on. Rows may be filled up
 * behind their end, since no token looks ahead. There is no cache.
 *
 * @param weights by the names of {@link parameterShapes}
 * @throws OptionError for a model that does not fit into a file, and for frequencies that depend on the sequence
 * @example
 * await writeFile("model.onnx", portableProgram(config, weights).onnx);
 */
export function portableProgram(
  config: TransformerConfig,
  weights: ReadonlyMap<string, Float32Array>,
): Program {
  if (4 * parameterCount(config) > MOST_BYTES)
    throw new OptionError("format onnx", "a model of at most 500 million parameters", parameterCount(config));
  if (config.rope.scaling.kind === "dynamic")
    throw new OptionError("format onnx", "a model whose rotation is the same for all lengths", "dynamic");
  const shapes = parameterShapes(config);
  const parameter = (name: string): Tensor | undefined => {
    const shape = shapes.get(name);
    return shape && constant(weights.get(name)!, shape);
  };
  const embedding = parameter("model.embed_tokens.weight")!;
  const ids = input("input_ids", "int64", ["rows", "time"]);
  const columns = transpose(ids);
  // There is no operator for the number of a token within its row, so ones are counted.
  const counted = cumulativeSum(add(mul(cast(columns, "float32"), 0), 1), 0);
  const positions = sub(counted, 1);
  const shared = { ...rotation(config, positions), grid: ["time", "rows"] as const };
  const masks = attentionMasks(config, transpose(positions));
  let x = reshape(gather(embedding, columns), [-1, config.hiddenSize]);
  for (let i = 0; i < config.layers; i++) {
    const parameters = { loraScale: 0, get: (name: string) => parameter(`model.layers.${i}.${name}`) };
    x = layer(config, parameters, x, { ...shared, mask: masks(i) }).y;
  }
  const normal = rmsNorm(x, parameter("model.norm.weight")!, config.normEpsilon);
  const scores = matmul(normal, parameter("lm_head.weight") ?? embedding, { transB: true });
  const logits = transpose(reshape(scores, ["time", "rows", config.vocabulary]), [1, 0, 2]);
  return compile({ outputs: { logits }, portable: true });
}

/** Cosines and sines `[time · rows, size / 2]` of positions `[time, rows]`. */
function rotation(
  config: TransformerConfig,
  positions: Tensor,
): { readonly cos: Tensor; readonly sin: Tensor } {
  const table = new RotationTable(config);
  const { half } = table;
  const rows = config.contextLength;
  const [cos, sin] = [new Float32Array(rows * half), new Float32Array(rows * half)];
  for (let position = 0; position < rows; position++) table.write(position, rows, cos, sin, position);
  const at = cast(positions, "int64");
  const rowsOf = (values: Float32Array) => reshape(gather(constant(values, [rows, half]), at), [-1, half]);
  return { cos: rowsOf(cos), sin: rowsOf(sin) };
}

/** What is added to the scores of a layer, `[rows, 1, time, time]`. @param positions `[rows, time]` */
function attentionMasks(config: TransformerConfig, positions: Tensor): (layer: number) => Tensor {
  const asking = reshape(positions, ["rows", 1, "time", 1]);
  const asked = reshape(positions, ["rows", 1, 1, "time"]);
  const before = lessEqual(asked, asking);
  const mask = (visible: Tensor) => where(visible, constant(0), constant(MASKED));
  const { size = Number.POSITIVE_INFINITY, layers = [] } = config.slidingWindow ?? {};
  const full = mask(before);
  if (layers.length === 0) return () => full;
  const narrow = mask(logicalAnd(before, greater(asked, sub(asking, size))));
  return (layer) => (layers.includes(layer) ? narrow : full);
}
