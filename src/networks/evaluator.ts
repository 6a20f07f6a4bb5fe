/** The network as search sees it: observations in, raw policy and value out, a batch at a time. */
export interface Evaluator {
  /** `[capacity, channels · height · width]`: write the rows to be evaluated here. */
  readonly observations: Float32Array;
  /**
   * Evaluates the first `rows` rows of `observations`. What it gives back is overwritten by the next call.
   * @returns `logits` `[rows, actions]`, unmasked, and `values` `[rows]` for the player to move, −1 … 1
   */
  evaluate(rows: number): Promise<{ readonly logits: Float32Array; readonly values: Float32Array }>;
}
