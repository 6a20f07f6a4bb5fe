/**
 * The exponential moving average of values, `weight` (0 … below 1) being kept at each step, divided by the sum of the
 * weights so that it does not begin at zero (as Adam corrects its averages: Kingma and Ba, 2015).
 *
 * @param values `[points]`
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  let [sum, weights] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum = weight * sum + (1 - weight) * values[i];
    weights = weight * weights + (1 - weight);
    smoothed[i] = sum / weights;
  }
  return smoothed;
}
