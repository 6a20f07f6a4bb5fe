/** Matrices of a fast correlation of a line of `size` elements with three taps, zeros around the line. */
export interface RowTransform {
  /** Products per line: `size + 2·tiles` where the plain way takes `3·size`. */
  readonly points: number;
  /** Line to points, `[points, size]`. */
  readonly input: readonly (readonly number[])[];
  /** Taps to points, `[points, 3]`. */
  readonly filter: readonly (readonly number[])[];
  /** Products to line, `[size, points]`. */
  readonly output: readonly (readonly number[])[];
}

const TAPS = 3;
/** Longer tiles save more products but round worse: up to this length by about as much as five ordinary sums. */
const LONGEST_TILE = 6;
/** Evaluation points, with infinity as one more: small numbers and their inverses keep the rounding small. */
const POINTS = [0, 1, -1, 0.5, -2, 2, -0.5];

/**
 * Winograd's minimal filtering `y = output · ((filter · taps) ⊙ (input · x))` with `y[i] = Σ taps[t] x[i + t - 1]`
 * (Winograd 1980; Lavin and Gray 2016), the line being cut into tiles as even as possible.
 */
export function rowTransform(size: number): RowTransform {
  const tiles = Math.ceil(size / LONGEST_TILE);
  const points = size + (TAPS - 1) * tiles;
  const zeros = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const input = zeros(points, size);
  const output = zeros(size, points);
  const filter: number[][] = [];
  for (let tile = 0, start = 0; tile < tiles; tile++) {
    const length = Math.ceil((size - start) / (tiles - tile));
    const small = tileTransform(length);
    small.filter.forEach((row, i) => {
      const point = filter.push([...row]) - 1;
      for (let j = 0; j < length; j++) output[start + j][point] = small.output[j][i];
      small.input[i].forEach((value, j) => {
        const at = start + j - 1;
        if (at >= 0 && at < size) input[point][at] = value;
      });
    });
    start += length;
  }
  return { points, input, filter, output };
}

/** The transform of one tile: `length` results from `length + 2` inputs (Toom and Cook's construction, transposed). */
function tileTransform(length: number): Omit<RowTransform, "points"> {
  const finite = POINTS.slice(0, length + TAPS - 2);
  const others = (point: number) => finite.filter((p) => p !== point);
  const powers = (point: number, count: number) => Array.from({ length: count }, (_, i) => point ** i);
  const unit = (count: number) => Array.from({ length: count }, (_, i) => Number(i === count - 1));
  const scale = finite.map((point) => others(point).reduce((product, p) => product * (point - p), 1));
  const input = [...finite.map((point) => [...monic(others(point)), 0]), monic(finite)];
  const filter = [...finite.map((point, i) => powers(point, TAPS).map((x) => x / scale[i])), unit(TAPS)];
  const columns = [...finite.map((point) => powers(point, length)), unit(length)];
  const output = Array.from({ length }, (_, j) => columns.map((column) => column[j]));
  return { input, filter, output };
}

/** Coefficients, constant first, of the monic polynomial with the given roots. */
function monic(roots: readonly number[]): number[] {
  let polynomial = [1];
  for (const root of roots) {
    polynomial = [0].concat(polynomial).map((above, i) => above - root * (polynomial[i] ?? 0));
  }
  return polynomial;
}
