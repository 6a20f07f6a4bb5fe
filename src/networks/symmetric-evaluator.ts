import type { Symmetry } from "../games/game.js";
import type { Evaluator } from "./evaluator.js";

/**
 * Averages a network's answers over transformations that leave the game the same, which cancels a part of its errors
 * (KataGo and ELF do so too): as many times the work, for a player that thinks better.
 *
 * @example
 * const evaluator = new SymmetricEvaluator(network, game.symmetries, 128); // network: capacity 128 × symmetries
 */
export class SymmetricEvaluator implements Evaluator {
  readonly observations: Float32Array;
  private readonly logits: Float32Array;
  private readonly values: Float32Array;
  private readonly size: number;
  private readonly actions: number;

  /**
   * @param inner evaluates `capacity` rows for each symmetry
   * @param symmetries at least one, the identity among them
   * @param capacity rows of a batch
   */
  constructor(
    private readonly inner: Evaluator,
    private readonly symmetries: readonly Symmetry[],
    capacity: number,
  ) {
    this.size = symmetries[0].observation.length;
    this.actions = symmetries[0].action.length;
    this.observations = new Float32Array(capacity * this.size);
    this.logits = new Float32Array(capacity * this.actions);
    this.values = new Float32Array(capacity);
  }

  async evaluate(rows: number): Promise<{ readonly logits: Float32Array; readonly values: Float32Array }> {
    const { inner, symmetries, observations, logits, values, size, actions } = this;
    for (const [s, { observation }] of symmetries.entries()) {
      for (let row = 0; row < rows; row++) {
        const from = row * size;
        const to = (s * rows + row) * size;
        for (let i = 0; i < size; i++) inner.observations[to + i] = observations[from + observation[i]];
      }
    }
    const answers = await inner.evaluate(rows * symmetries.length);
    logits.fill(0, 0, rows * actions);
    values.fill(0, 0, rows);
    const weight = 1 / symmetries.length;
    for (const [s, { action }] of symmetries.entries()) {
      for (let row = 0; row < rows; row++) {
        const from = (s * rows + row) * actions;
        const to = row * actions;
        for (let a = 0; a < actions; a++) logits[to + action[a]] += weight * answers.logits[from + a];
        values[row] += weight * answers.values[s * rows + row];
      }
    }
    return { logits, values };
  }
}
