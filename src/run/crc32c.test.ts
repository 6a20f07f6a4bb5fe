import { expect, test } from "vitest";
import { crc32c } from "./crc32c.js";

// RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
test.each([
  ["32 zeros", new Uint8Array(32), 0x8a9136aa],
  ["32 ones", new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ["rising", Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ["falling", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ["digits", new TextEncoder().encode("123456789"), 0xe3069283],
  ["nothing", new Uint8Array(), 0],
])("%s", (_, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum);
});
