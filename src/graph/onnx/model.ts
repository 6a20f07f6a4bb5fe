import type { Data, DType } from "../dtype.js";
import type { Dim } from "../shape.js";
import { ProtobufWriter } from "./protobuf.js";

/** Versions of the operator sets that emitted models use, by domain. */
const OPSETS: Readonly<Record<string, number>> = { "": 18, "com.microsoft": 1 };
const IR_VERSION = 8;

/** ONNX's numbers of element types. */
export const ELEMENT: Readonly<Record<DType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

/** A floating-point attribute; bare numbers are integers. */
export interface FloatAttribute {
  readonly float: number;
}

/** An attribute of an ONNX node: integer, integers, text or {@link float}. */
export type OnnxAttribute = number | readonly number[] | string | FloatAttribute;

/** Marks an attribute as floating-point. */
export const float = (value: number): FloatAttribute => ({ float: value });

/** An ONNX node. Inputs that are left out are `""`. */
export interface OnnxNode {
  readonly type: string;
  readonly domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Name and type of a graph input or output. */
export interface OnnxValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** A named constant. */
export interface OnnxInitializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: Data;
}

/** What an ONNX file holds. */
export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers: readonly OnnxInitializer[];
}

/** The bytes of an ONNX file (onnx.proto3, `ModelProto`). */
export function encodeModel(model: OnnxModel): Uint8Array {
  const graph = new ProtobufWriter();
  for (const node of model.nodes) graph.message(1, encodeNode(node));
  graph.string(2, "selfplay");
  for (const initializer of model.initializers) graph.message(5, encodeTensor(initializer));
  for (const value of model.inputs) graph.message(11, encodeValue(value));
  for (const value of model.outputs) graph.message(12, encodeValue(value));
  const proto = new ProtobufWriter().int(1, IR_VERSION).string(2, "selfplay").message(7, graph);
  const domains = new Set(["", ...model.nodes.map((node) => node.domain)]);
  for (const domain of domains) {
    proto.message(8, new ProtobufWriter().string(1, domain).int(2, OPSETS[domain] ?? 1));
  }
  return proto.finish();
}

function encodeNode(node: OnnxNode): ProtobufWriter {
  const proto = new ProtobufWriter();
  for (const name of node.inputs) proto.string(1, name);
  for (const name of node.outputs) proto.string(2, name);
  proto.string(3, node.outputs[0]).string(4, node.type);
  for (const [name, value] of Object.entries(node.attributes)) proto.message(5, encodeAttribute(name, value));
  return node.domain === "" ? proto : proto.string(7, node.domain);
}

function encodeAttribute(name: string, value: OnnxAttribute): ProtobufWriter {
  const proto = new ProtobufWriter().string(1, name);
  if (typeof value === "number") return proto.int(3, value).int(20, 2);
  if (typeof value === "string") return proto.string(4, value).int(20, 3);
  if ("float" in value) return proto.float(2, value.float).int(20, 1);
  for (const element of value) proto.int(8, element);
  return proto.int(20, 7);
}

function encodeTensor({ name, shape, dtype, data }: OnnxInitializer): ProtobufWriter {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new ProtobufWriter().ints(1, shape).int(2, ELEMENT[dtype]).string(8, name).bytes(9, bytes);
}

function encodeValue({ name, dtype, shape }: OnnxValue): ProtobufWriter {
  const dims = new ProtobufWriter();
  for (const dim of shape) {
    const proto = new ProtobufWriter();
    dims.message(1, typeof dim === "number" ? proto.int(1, dim) : proto.string(2, dim));
  }
  const tensor = new ProtobufWriter().int(1, ELEMENT[dtype]).message(2, dims);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
