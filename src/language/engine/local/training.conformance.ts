import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { decodeSafetensors, type StoredTensor } from "../../../run/safetensors.js";
import type { TransformerConfig } from "../../config.js";
import type { Datum } from "../language-engine.js";

/** What fixtures/engine/generate.py recorded. */
export class TrainingFixture {
  readonly config: TransformerConfig = {
    family: "qwen3",
    vocabulary: 32,
    hiddenSize: 16,
    intermediateSize: 24,
    layers: 2,
    heads: 4,
    kvHeads: 2,
    headDimension: 8,
    normEpsilon: 1e-6,
    rope: { theta: 10_000, scaling: { kind: "none" } },
    attentionBias: true,
    outputBias: true,
    mlpBias: false,
    queryKeyNorm: true,
    tiedEmbeddings: true,
    contextLength: 64,
    activation: "silu",
    initializerRange: 0.02,
  };
  private readonly tensors: ReadonlyMap<string, StoredTensor>;

  constructor() {
    const file = fileURLToPath(new URL("../../../../fixtures/engine/training.safetensors", import.meta.url));
    this.tensors = decodeSafetensors(readFileSync(file), file).tensors;
  }

  floats(name: string): Float32Array {
    return this.tensors.get(name)!.data as Float32Array;
  }

  /** The tensors whose names begin so, by the rest of their names. */
  group(prefix: string): Map<string, Float32Array> {
    const inGroup = [...this.tensors].filter(([name]) => name.startsWith(prefix));
    return new Map(inGroup.map(([name, { data }]) => [name.slice(prefix.length), data as Float32Array]));
  }

  /** The recorded sequences. */
  get data(): Datum[] {
    const integers = (name: string) => this.tensors.get(`data/${name}`)!.data as Int32Array;
    let start = 0;
    return Array.from(integers("lengths"), (length) => {
      const [from, to] = [start, start + length];
      start = to;
      const numbers = (name: string) => this.floats(`data/${name}`).slice(from, to);
      return {
        inputIds: integers("ids").slice(from, to),
        targetIds: integers("targets").slice(from, to),
        weights: numbers("weights"),
        logprobs: numbers("logprobs"),
        advantages: numbers("advantages"),
      };
    });
  }
}

/** The largest difference of two arrays, relative to the largest element of the second. */
export function distance(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let [worst, most] = [0, 1e-30];
  for (let i = 0; i < wanted.length; i++) {
    // A difference that is NaN must not go unseen.
    const difference = Math.abs(found[i] - wanted[i]);
    if (!(difference <= worst)) worst = difference;
    most = Math.max(most, Math.abs(wanted[i]));
  }
  return worst / most;
}
