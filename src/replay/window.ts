/**
 * How many positions the replay window holds after `total` positions have been played: it grows more slowly than
 * the data, so that early, weak games are dropped while later ones still gather (KataGo, Wu 2019, appendix C).
 *
 * @param exponent 0 keeps `start` for ever, 1 keeps everything
 */
export function windowSize(total: number, start: number, exponent: number): number {
  if (total <= start) return start;
  return Math.round(start * (total / start) ** exponent);
}
