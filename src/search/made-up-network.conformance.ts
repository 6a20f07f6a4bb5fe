import type { Game } from "../games/game.js";
import type { Evaluator } from "../networks/evaluator.js";
import { Random } from "../random/index.js";

/** An {@link Evaluator} that counts what it was asked. */
export interface MadeUpNetwork extends Evaluator {
  /** Rows of each call. */
  readonly batches: number[];
}

/**
 * A network that has learnt nothing but always says the same of the same position: a random linear map.
 * @param strength 0 gives the uniform policy and value 0
 */
export function madeUpNetwork(game: Game, capacity: number, strength = 1, seed = 0): MadeUpNetwork {
  const { channels, height, width } = game.observation;
  const size = channels * height * width;
  const random = new Random(seed, "made-up network");
  const outputs = game.actions + 1;
  const weights = Float32Array.from({ length: size * outputs }, () => strength * random.normal());
  const observations = new Float32Array(capacity * size);
  const batches: number[] = [];
  return {
    observations,
    batches,
    async evaluate(rows) {
      batches.push(rows);
      const logits = new Float32Array(rows * game.actions);
      const values = new Float32Array(rows);
      for (let row = 0; row < rows; row++) {
        for (let output = 0; output < outputs; output++) {
          let sum = 0;
          for (let i = 0; i < size; i++) sum += observations[row * size + i] * weights[output * size + i];
          if (output < game.actions) logits[row * game.actions + output] = sum / 2;
          else values[row] = Math.tanh(sum / 4);
        }
      }
      return { logits, values };
    },
  };
}
