import type { AdamStep } from "../language-engine.js";
import type { Adam } from "./adam.js";
import type { Stretch, TrainedParameters } from "./trained-parameters.js";

/** Memory that all workers of an engine see; undefined where there is only one. */
export type SharedFloats = Float32Array | undefined;

/** Floats that {@link SharedFloats} must have for so many parameters. */
export const sharedLength = (parameters: number, workers: number) => parameters * (workers - 1);

/** Which of an engine's workers this is. */
export interface WorkerPlace {
  readonly index: number;
  readonly workers: number;
}

/** Running means of a stretch of parameters. */
export interface Moments extends Stretch {
  readonly means: Float32Array;
  readonly squares: Float32Array;
}

/**
 * One worker's share of an optimiser's step. Every worker has all weights and gathers gradients of its own, and each makes
 * the step for one stretch of the parameters: gradients are published, each worker sums those of its stretch, steps and
 * publishes the new weights, and all fetch what is not theirs. (As in ZeRO, Rajbhandari et al. 2020.)
 */
export class OptimizerShard {
  readonly start: number;
  readonly end: number;
  private means: Float32Array | undefined;
  private squares: Float32Array | undefined;

  constructor(
    readonly trained: TrainedParameters,
    private readonly place: WorkerPlace,
  ) {
    ({ start: this.start, end: this.end } = this.stretchOf(place.index));
  }

  /** Copies gradients to where the workers that own them find them. */
  publish(shared: SharedFloats): void {
    const { gradients, weights } = this.trained;
    for (let owner = 0; shared !== undefined && owner < this.place.workers; owner++) {
      if (owner === this.place.index) continue;
      const { start, end } = this.stretchOf(owner);
      shared.set(gradients.subarray(start, end), slot(this.place.index, owner) * weights.length + start);
    }
  }

  /** Adds the other workers' gradients of this stretch to this one's. @returns sum of squares */
  reduce(shared: SharedFloats): number {
    const { start, end, place } = this;
    const { gradients, weights } = this.trained;
    const own = gradients.subarray(start, end);
    if (shared === undefined) return sumOfSquares(own);
    const others: Float32Array[] = [];
    for (let worker = 0; worker < place.workers; worker++) {
      if (worker === place.index) continue;
      const at = slot(worker, place.index) * weights.length;
      others.push(shared.subarray(at + start, at + end));
    }
    return add(own, others);
  }

  /** Makes the step and publishes the new weights. @param scale factor of the gradients */
  apply(adam: Adam, step: AdamStep, scale: number, shared: SharedFloats): void {
    const { start, end, trained } = this;
    const length = end - start;
    this.means ??= new Float32Array(length);
    this.squares ??= new Float32Array(length);
    const weights = trained.weights.subarray(start, end);
    const gradients = trained.gradients.subarray(start, end);
    const arrays = { weights, gradients, means: this.means, squares: this.squares };
    const decayed = Math.max(0, trained.decayed - start);
    adam.step(arrays, step, { step: trained.steps + 1, scale, decayed });
    trained.steps++;
    shared?.set(weights, start);
  }

  /** Takes the other stretches' weights, and drops the gradients. */
  fetch(shared: SharedFloats): void {
    const { weights } = this.trained;
    if (shared !== undefined) {
      weights.set(shared.subarray(0, this.start));
      weights.set(shared.subarray(this.end, weights.length), this.end);
    }
    this.trained.drop();
  }

  /** Copies of the running means; undefined before the first step. */
  get moments(): Moments | undefined {
    if (this.means === undefined || this.squares === undefined) return undefined;
    const { start, end } = this;
    return { start, end, means: this.means.slice(), squares: this.squares.slice() };
  }

  /** Takes this worker's stretch of all running means; undefined sets them back. */
  restore(means: Float32Array | undefined, squares: Float32Array | undefined): void {
    this.means = means?.slice(this.start, this.end);
    this.squares = squares?.slice(this.start, this.end);
  }

  private stretchOf(worker: number): Stretch {
    const { length } = this.trained.weights;
    const { workers } = this.place;
    return {
      start: Math.floor((length * worker) / workers),
      end: Math.floor((length * (worker + 1)) / workers),
    };
  }
}

/** Floats that are worked on at a time, so that they are still in the nearest cache when their squares are summed. */
const CACHED = 2 ** 12;

/** The part of the shared memory that a worker writes in for an owner. */
const slot = (writer: number, owner: number) => (writer < owner ? writer : writer - 1);

/** @returns sum of squares of what the sums are then */
function add(sums: Float32Array, others: readonly Float32Array[]): number {
  let squares = 0;
  for (let start = 0; start < sums.length; start += CACHED) {
    const end = Math.min(start + CACHED, sums.length);
    for (const values of others) for (let i = start; i < end; i++) sums[i] += values[i];
    squares += sumOfSquares(sums.subarray(start, end));
  }
  return squares;
}

function sumOfSquares(values: Float32Array): number {
  // Four sums, so that one addition need not wait for the last.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i] * values[i];
    b += values[i + 1] * values[i + 1];
    c += values[i + 2] * values[i + 2];
    d += values[i + 3] * values[i + 3];
  }
  for (let i = whole; i < values.length; i++) a += values[i] * values[i];
  return a + b + c + d;
}
