/**
 * The characters that byte-level tokenisers write bytes as (Radford et al. 2019, GPT-2): printable ones of Latin-1
 * stand for themselves, the others in their order for the characters from U+0100 on.
 */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    return String.fromCharCode(printable ? byte : next++);
  });
})();
