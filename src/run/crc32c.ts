/** CRC-32C (Castagnoli): the remainder for each byte, of the reflected polynomial. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1;
  return rest >>> 0;
});

/**
 * CRC-32C (Castagnoli) of some bytes (RFC 3720, appendix B.4).
 *
 * @returns 0 … 2³² − 1
 * @example
 * crc32c(new Uint8Array(32)).toString(16); // "8a9136aa"
 */
export function crc32c(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = REMAINDERS[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}
