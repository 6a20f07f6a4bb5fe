/**
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"):
 * a counter-based generator, so a random number is a function of a key and a position and nothing else.
 *
 * Writes the two 32-bit words for counter `(counter0, counter1)` under key `(key0, key1)` into `out`.
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array | Int32Array,
): void {
  const key2 = PARITY ^ key0 ^ key1;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  // Five groups of four rounds; the rotations alternate between two sets and a key word is injected after each.
  for (let group = 0; group < 5; group++) {
    if ((group & 1) === 0) {
      x = (x + y) | 0;
      y = ((y << 13) | (y >>> 19)) ^ x;
      x = (x + y) | 0;
      y = ((y << 15) | (y >>> 17)) ^ x;
      x = (x + y) | 0;
      y = ((y << 26) | (y >>> 6)) ^ x;
      x = (x + y) | 0;
      y = ((y << 6) | (y >>> 26)) ^ x;
    } else {
      x = (x + y) | 0;
      y = ((y << 17) | (y >>> 15)) ^ x;
      x = (x + y) | 0;
      y = ((y << 29) | (y >>> 3)) ^ x;
      x = (x + y) | 0;
      y = ((y << 16) | (y >>> 16)) ^ x;
      x = (x + y) | 0;
      y = ((y << 24) | (y >>> 8)) ^ x;
    }
    const left = group % 3;
    x = (x + (left === 0 ? key1 : left === 1 ? key2 : key0)) | 0;
    y = (y + (left === 0 ? key2 : left === 1 ? key0 : key1) + group + 1) | 0;
  }
  out[0] = x;
  out[1] = y;
}

const PARITY = 0x1bd11bda;
