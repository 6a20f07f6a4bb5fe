import type { DType } from "../dtype.js";
import { encodeModel } from "../onnx/model.js";

/** The ONNX file of a program that returns its input `x` as `y`. */
export function identityModel(dtype: DType, shape: readonly number[]): Uint8Array {
  const node = { type: "Identity", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} };
  const value = (name: string) => ({ name, dtype, shape });
  return encodeModel({ nodes: [node], inputs: [value("x")], outputs: [value("y")], initializers: [] });
}
