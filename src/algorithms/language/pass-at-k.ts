/**
 * The chance that at least one of `k` answers is right, estimated without bias from `n` answers of which `right` are
 * (Chen et al. 2021, "Evaluating Large Language Models Trained on Code", equation 1): 1 − C(n − right, k) / C(n, k).
 *
 * @param n at least `k`
 * @example
 * passAtK(8, 2, 4); // 1 − C(6, 4) / C(8, 4) = 0.786
 */
export function passAtK(n: number, right: number, k: number): number {
  if (n - right < k) return 1;
  let none = 1;
  for (let i = n - right + 1; i <= n; i++) none *= 1 - k / i;
  return 1 - none;
}
