import { GraphError } from "../errors.js";
import { BlockedLowering, type Surroundings } from "./blocked/lowering.js";
import { MatrixLowering } from "./blocked/matrix-lowering.js";
import type { DType } from "./dtype.js";
import { topologicalOrder } from "./gradient.js";
import type { Initializer } from "./initializers.js";
import { bits, type DimensionSource, Emitter } from "./onnx/emitter.js";
import { encodeModel, type OnnxValue } from "./onnx/model.js";
import type { TensorType } from "./operator.js";
import { type Bindings, type Dim, sameShape, show, substitute } from "./shape.js";
import { Constant, Input, type Node, type Tensor, Variable } from "./tensor.js";

/** A variable and the value it takes after a run. */
export type Update = readonly [variable: Variable, value: Tensor];

/** What {@link compile} makes a program of. */
export interface CompileOptions {
  /** Tensors to return from each run, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** New values of variables; all read the old values. */
  readonly updates?: readonly Update[];
  /**
   * Tensors that are fed, under these names, instead of being computed: what another program has computed already. See
   * {@link savedTensors}.
   */
  readonly given?: Readonly<Record<string, Tensor>>;
  /**
   * Values, by name, for variables that shall be constants of the program: faster to run, because ONNX Runtime brings
   * constants into its own layouts when the session is created. Variables not named here stay variables.
   */
  readonly freeze?: ReadonlyMap<string, Float32Array>;
  /** Sizes for named dimensions, where they never change: shapes are then known when the session is created. */
  readonly dimensions?: Bindings;
  /**
   * Writes 3×3 convolutions, batch normalisations and their gradients in blocks of so many channels: several times as
   * fast for training. For programs that run on this machine's CPU only; take the number from {@link channelBlock}.
   * Images are written so where their size is known (see `dimensions`), the batch is a multiple of the block, and
   * so are the channels; all others as without.
   */
  readonly channelBlock?: number | undefined;
  /** Keep to ONNX's own operator set: for files that runtimes other than ONNX Runtime shall load; somewhat slower. */
  readonly portable?: boolean;
}

/** Name, element type and shape of an input or output. */
export type ProgramValue = OnnxValue;

/** A variable of a program. */
export interface ProgramVariable {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  readonly trainable: boolean;
  /** Whether runs of this program give it a new value. */
  readonly updated: boolean;
}

/** A compiled graph: plain data that can be stored or sent to a worker. */
export interface Program {
  /** The ONNX file. Variables are inputs by their name; their new values are outputs named `NAME/next`. */
  readonly onnx: Uint8Array;
  readonly inputs: readonly ProgramValue[];
  readonly outputs: readonly ProgramValue[];
  readonly variables: readonly ProgramVariable[];
}

/** ONNX name of the output that holds a variable's new value. */
export const nextName = (variable: string) => `${variable}/next`;

/**
 * Turns tensors into an ONNX program. What no output or update needs is dropped, and equal computations are done once.
 *
 * @example
 * const program = compile({ outputs: { loss }, updates: adamW().step(grads, learningRate).updates });
 */
export function compile(options: CompileOptions): Program {
  if (options.portable && options.channelBlock !== undefined) {
    throw new GraphError("BAD_OPTION", "compile: a program in blocks of channels is not portable");
  }
  const updates = options.updates ?? [];
  for (const [target, value] of updates) {
    if (value.dtype !== target.dtype || !sameShape(value.shape, target.shape)) {
      throw new GraphError("BAD_UPDATE", `update of ${target.name} ${show(target.shape)}: found ${value}`);
    }
  }
  const names = Object.keys(options.outputs);
  const roots = [...names.map((name) => options.outputs[name]), ...updates.map(([, value]) => value)];
  const graph = share(roots, options.given ?? {});
  const bindings = options.dimensions ?? {};
  const fix = (tensor: Tensor): TensorType => ({
    dtype: tensor.dtype,
    shape: tensor.shape.map((dim) => substitute(dim, bindings)),
  });
  const leaves = checkNames([...graph.leaves, ...updates.map(([target]) => target)]);
  const taken = leaves.find(({ name }) => names.includes(name));
  if (taken !== undefined)
    throw new GraphError("DUPLICATE_NAME", `an output has the name of an input: ${taken.name}`);
  const inputs = leaves
    .filter((leaf) => leaf instanceof Input)
    .map((leaf) => ({ name: leaf.name, ...fix(leaf) }));
  const emitter = new Emitter(dimensionSources(inputs), bindings, options.portable);
  const emitted = emit(graph, emitter, fix, options);

  const targets = updates.map(([target]) => target);
  if (new Set(targets).size < targets.length) {
    throw new GraphError("BAD_UPDATE", "a variable is updated twice in one program");
  }
  const outputNames = [...names, ...targets.map(({ name }) => nextName(name))];
  const outputs = graph.roots.map((root, i) => ({ name: outputNames[i], ...fix(root) }));
  nameOutputs(emitter, graph.roots.map(emitted), outputNames);

  const variables = leaves
    .filter((leaf) => leaf instanceof Variable)
    .filter((leaf) => options.freeze?.get(leaf.name) === undefined)
    .map(({ name, dtype, shape, initializer, trainable }) => {
      const updated = targets.some((target) => target.name === name);
      return { name, dtype, shape, initializer, trainable, updated };
    });
  const onnx = encodeModel({
    nodes: emitter.nodes,
    inputs: [...inputs, ...variables],
    outputs,
    initializers: emitter.initializers,
  });
  return { onnx, inputs, outputs: outputs.slice(0, names.length), variables };
}

interface SharedGraph {
  readonly nodes: readonly Node[];
  readonly leaves: readonly Tensor[];
  readonly roots: readonly Tensor[];
  /** The tensor that stands for this one and all equal ones. */
  readonly same: (tensor: Tensor) => Tensor;
}

/** Finds equal computations (common subexpressions) and keeps the first of each. */
function share(roots: readonly Tensor[], given: Readonly<Record<string, Tensor>>): SharedGraph {
  const first = new Map<string, Tensor[]>();
  const kept = new Map<Tensor, Tensor>();
  const fed = new Map(
    Object.entries(given).map(([name, tensor]) => [tensor, new Input(name, tensor.dtype, tensor.shape)]),
  );
  const leaves = new Set<Tensor>();
  const ids = new Map<Tensor, number>();
  const id = (tensor: Tensor) => {
    if (!ids.has(tensor)) ids.set(tensor, ids.size);
    return ids.get(tensor)!;
  };
  const same = (original: Tensor): Tensor => {
    const tensor = fed.get(original) ?? original;
    const found = kept.get(tensor);
    if (found !== undefined) return found;
    const key = tensor instanceof Constant ? constantKey(tensor) : undefined;
    const canonical = key === undefined ? tensor : (first.get(key)?.[0] ?? tensor);
    if (key !== undefined) first.set(key, [canonical]);
    kept.set(tensor, canonical);
    if (canonical.node === undefined) leaves.add(canonical);
    return canonical;
  };
  const nodes: Node[] = [];
  for (const node of topologicalOrder(roots, fed)) {
    const from = node.inputs.map((tensor) => id(same(tensor)));
    const shapes = node.outputs.map((output) => show(output.shape)).join();
    const key = `${node.operator.name}(${from})${JSON.stringify(node.attributes)}${shapes}`;
    const canonical = first.get(key);
    if (canonical === undefined) {
      first.set(key, [...node.outputs]);
      nodes.push(node);
    }
    node.outputs.forEach((output, i) => {
      kept.set(output, canonical?.[i] ?? output);
    });
  }
  const sharedRoots = roots.map(same);
  return { nodes, leaves: [...leaves], roots: sharedRoots, same };
}

function constantKey(tensor: Constant): string | undefined {
  return tensor.data.length > 32 ? undefined : `${tensor.dtype}${show(tensor.shape)}${bits(tensor.data)}`;
}

/** Emits every node in order and returns a function from tensors to ONNX names. */
function emit(
  graph: SharedGraph,
  emitter: Emitter,
  fix: (tensor: Tensor) => TensorType,
  { freeze, channelBlock }: CompileOptions,
): (tensor: Tensor) => string {
  const uses = countUses(graph);
  const names = new Map<Tensor, string>();
  for (const leaf of graph.leaves) {
    if (leaf instanceof Input || leaf instanceof Variable) names.set(leaf, leaf.name);
    if (leaf instanceof Constant)
      names.set(leaf, emitter.constant(leaf.dtype, leaf.shape as number[], leaf.data));
    if (leaf instanceof Variable) {
      const frozen = freeze?.get(leaf.name);
      if (frozen !== undefined) names.set(leaf, emitter.constant(leaf.dtype, leaf.shape, frozen));
    }
  }
  const nameOf = (tensor: Tensor): string => {
    const same = graph.same(tensor);
    const name = names.get(same) ?? blocked.map((lowering) => lowering.leave(same)).find(Boolean);
    names.set(same, name!);
    return name!;
  };
  const surroundings = (block: number): Surroundings => ({
    emitter,
    block,
    plain: nameOf,
    define: (tensor, name) => names.set(tensor, name),
    type: fix,
    same: graph.same,
    written: (tensor) => names.has(tensor),
    uses: (tensor) => uses.get(tensor) ?? 0,
  });
  const blocked =
    channelBlock === undefined
      ? []
      : [BlockedLowering, MatrixLowering].map((Lowering) => new Lowering(surroundings(channelBlock)));
  for (const node of graph.nodes) {
    if (blocked.some((lowering) => lowering.lower(node))) continue;
    const outputs = node.operator.emit(emitter, {
      inputs: node.inputs.map(nameOf),
      attributes: node.attributes,
      inputTypes: node.inputs.map(fix),
      outputTypes: node.outputs.map(fix),
      used: node.outputs.map((output) => uses.has(output)),
    });
    node.outputs.forEach((output, i) => {
      names.set(output, outputs[i]);
    });
  }
  return nameOf;
}

/** How many nodes and roots read each tensor. */
function countUses(graph: SharedGraph): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const count = (tensor: Tensor) => uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  graph.roots.forEach(count);
  for (const node of graph.nodes) for (const from of node.inputs) count(graph.same(from));
  return uses;
}

/** Gives emitted values their output names; through Identity where a value is no node's own or has two names. */
function nameOutputs(emitter: Emitter, values: readonly string[], outputs: readonly string[]): void {
  const produced = new Set(emitter.nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: [string, string][] = [];
  values.forEach((value, i) => {
    if (produced.has(value) && !renamed.has(value)) renamed.set(value, outputs[i]);
    else copies.push([value, outputs[i]]);
  });
  const rename = (names: string[]) => {
    names.forEach((name, i) => {
      names[i] = renamed.get(name) ?? name;
    });
  };
  for (const node of emitter.nodes) {
    rename(node.inputs);
    rename(node.outputs);
  }
  for (const [value, output] of copies) {
    const inputs = [renamed.get(value) ?? value];
    emitter.nodes.push({ type: "Identity", domain: "", inputs, outputs: [output], attributes: {} });
  }
}

function dimensionSources(inputs: readonly ProgramValue[]): Map<string, DimensionSource> {
  const sources = new Map<string, DimensionSource>();
  for (const { name, shape } of inputs) {
    shape.forEach((dim: Dim, axis) => {
      if (typeof dim === "string" && !sources.has(dim)) sources.set(dim, { input: name, axis });
    });
  }
  return sources;
}

/** The distinct inputs and variables; throws where two different ones share a name. */
function checkNames(leaves: readonly Tensor[]): (Input | Variable)[] {
  const named = new Map<string, Input | Variable>();
  for (const leaf of leaves) {
    if (!(leaf instanceof Input || leaf instanceof Variable)) continue;
    const other = named.get(leaf.name);
    if (other !== undefined && other !== leaf) {
      throw new GraphError("DUPLICATE_NAME", `two different inputs or variables are named ${leaf.name}`);
    }
    named.set(leaf.name, leaf);
  }
  return [...named.values()];
}
