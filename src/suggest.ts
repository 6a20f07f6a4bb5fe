/**
 * The candidate that `name` is most likely a slip of the pen for, or undefined when none is near.
 *
 * @example
 * nearest("conect-four", ["connect-four", "othello"]); // "connect-four"
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const typed = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const target = candidate.toLowerCase();
    const distance = editDistance(typed, target);
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, target.length) / 3));
    const isPrefix = typed.length >= 3 && target.startsWith(typed);
    const score = isPrefix ? Math.min(distance, 0.5) : distance;
    if ((distance <= allowed || isPrefix) && score < bestDistance) {
      best = candidate;
      bestDistance = score;
    }
  }
  return best;
}

/**
 * The least number of letters inserted, deleted, replaced or swapped with their neighbour that turns `a` into `b`
 * (Damerau 1964; the restricted form, where no letter is edited twice).
 */
export function editDistance(a: string, b: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
    }
    twoAbove = above;
    above = row;
  }
  return above[b.length];
}
