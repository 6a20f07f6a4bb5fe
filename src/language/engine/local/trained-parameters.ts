import type { Host, Memory } from "../../../graph/index.js";
import type { Places } from "./places.js";

/** A stretch of {@link TrainedParameters}' arrays. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Parameters that are trained together: all of them in one array, and their gradients, gathered, in another, so that
 * sums over them and steps of an optimiser are single loops.
 */
export class TrainedParameters {
  readonly weights: Float32Array;
  /** Elements before this one belong to matrices. */
  readonly decayed: number;
  /** Whether gradients were gathered since the last step. */
  gathered = false;
  /** Steps made. */
  steps = 0;
  private readonly memories = new Map<string, Memory>();
  private readonly sums = new Map<string, Memory>();
  private gradientArray: Float32Array | undefined;

  constructor(
    private readonly host: Host,
    readonly places: Places,
  ) {
    let [decayed, length] = [0, 0];
    for (const { shape, end } of places.values()) {
      if (shape.length > 1) decayed = end;
      length = end;
    }
    this.decayed = decayed;
    this.weights = new Float32Array(length);
  }

  /** The gradients; zeros when they are first asked for. */
  get gradients(): Float32Array {
    this.gradientArray ??= new Float32Array(this.weights.length);
    return this.gradientArray;
  }

  has(name: string): boolean {
    return this.places.has(name);
  }

  /** A parameter's weights. */
  memory(name: string): Memory {
    return this.view(this.memories, this.weights, name);
  }

  /** The sum of a parameter's gradients. */
  sum(name: string): Memory {
    return this.view(this.sums, this.gradients, name);
  }

  /** Sets the gradients to zero. */
  drop(): void {
    if (this.gathered) this.gradientArray?.fill(0);
    this.gathered = false;
  }

  private view(views: Map<string, Memory>, array: Float32Array, name: string): Memory {
    const known = views.get(name);
    if (known !== undefined) return known;
    const { shape, start, end } = this.places.get(name)!;
    const made = this.host.memory(array.subarray(start, end), shape);
    views.set(name, made);
    return made;
  }
}
