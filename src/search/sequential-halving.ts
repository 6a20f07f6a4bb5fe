/**
 * Sequential halving (Karnin, Koren, Somekh 2013) as a plan: entry `i` is the number of visits that an action must
 * have to be followed by simulation `i`. All candidates get the same number of simulations, then the better half of
 * them, and so on, in ⌈log₂ candidates⌉ phases of about the same length.
 *
 * @returns `[simulations]`
 */
export function sequentialHalving(candidates: number, simulations: number): Int32Array {
  const plan = new Int32Array(simulations);
  if (candidates <= 1) {
    for (let i = 0; i < simulations; i++) plan[i] = i;
    return plan;
  }
  const phases = Math.ceil(Math.log2(candidates));
  let left = candidates;
  let visits = 0;
  let planned = 0;
  while (planned < simulations) {
    const rounds = Math.max(1, Math.floor(simulations / (phases * left)));
    for (let round = 0; round < rounds; round++, visits++) {
      for (let i = 0; i < left && planned < simulations; i++) plan[planned++] = visits;
    }
    left = Math.max(2, left >> 1);
  }
  return plan;
}
