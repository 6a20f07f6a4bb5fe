const [MINUS, POINT, ZERO, NINE] = codes("-.09");
export const [COMMA, CLOSE] = codes(",}");
const NULL = codes("null");
/** Whole numbers below this are exact. */
const EXACT = 2 ** 53;
/** Powers of ten that are exact. */
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

function codes(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

/**
 * The number of JSON that stands between two places of some bytes, as `JSON.parse` reads it; NaN for null, undefined for anything
 * else. One with few digits is a whole number divided by a power of ten, both of them exact, and so is their quotient (Clinger 1990,
 * How to read floating point numbers accurately); others go through `Number`.
 */
export function numberIn(bytes: Uint8Array, from: number, end: number): number | undefined {
  let at = bytes[from] === MINUS ? from + 1 : from;
  if (at >= end) return undefined;
  if (bytes[at] < ZERO || bytes[at] > NINE) return isNull(bytes, from, end) ? Number.NaN : undefined;
  let whole = 0;
  let point = -1;
  for (; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit >= 0 && digit <= 9) whole = 10 * whole + digit;
    else if (bytes[at] === POINT && point < 0) point = at;
    else return slowly(bytes, from, end);
    if (whole >= EXACT) return slowly(bytes, from, end);
  }
  const decimals = point < 0 ? 0 : end - 1 - point;
  if (decimals >= POWERS.length || point === end - 1) return slowly(bytes, from, end);
  const value = whole / POWERS[decimals];
  return bytes[from] === MINUS ? -value : value;
}

function slowly(bytes: Uint8Array, from: number, end: number): number | undefined {
  const text = String.fromCharCode(...bytes.subarray(from, end));
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  return Number(text);
}

function isNull(bytes: Uint8Array, from: number, end: number): boolean {
  return end - from === NULL.length && NULL.every((code, i) => bytes[from + i] === code);
}
