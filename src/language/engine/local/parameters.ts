import type { Host, Memory } from "../../../graph/index.js";
import { float16ToFloat32 } from "../../../run/half.js";
import type { TransformerConfig } from "../../config.js";
import { parameterShapes } from "../../parameter-shapes.js";
import { modelPlaces } from "./places.js";
import { TrainedParameters } from "./trained-parameters.js";

/** The parameters of a model in this thread: those that are trained in single precision, others perhaps in 16 bits. */
export class Parameters {
  readonly trained: TrainedParameters;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  private readonly frozen = new Map<string, Memory>();

  /** @param trained names of the parameters that are trained */
  constructor(
    private readonly host: Host,
    readonly config: TransformerConfig,
    trained: ReadonlySet<string>,
  ) {
    this.shapes = parameterShapes(config);
    this.trained = new TrainedParameters(host, modelPlaces(config, trained));
  }

  /** Gives a parameter its values; float16 as bits, for a frozen one only. */
  set(name: string, values: Float32Array | Uint16Array): void {
    if (!this.trained.has(name)) {
      this.frozen.set(name, this.host.memory(values, this.shapes.get(name)!));
      return;
    }
    const target = this.trained.memory(name).data as Float32Array;
    if (values instanceof Uint16Array) float16ToFloat32(values, target);
    else target.set(values);
  }

  memory(name: string): Memory {
    return this.trained.has(name) ? this.trained.memory(name) : this.frozen.get(name)!;
  }

  /** Whether a parameter is held in 16 bits. */
  isHalf(name: string): boolean {
    return this.memory(name).data instanceof Uint16Array;
  }

  /** The matrix of the output: the embedding where they are tied. */
  get output(): string {
    return this.config.tiedEmbeddings ? EMBEDDING : "lm_head.weight";
  }
}

export const EMBEDDING = "model.embed_tokens.weight";
export const LAST_NORM = "model.norm.weight";
