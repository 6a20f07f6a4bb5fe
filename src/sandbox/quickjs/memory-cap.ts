/** Bytes in a page of WebAssembly memory. */
export const PAGE_BYTES = 65_536;

const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;

/**
 * A copy of a WebAssembly module whose own memory cannot grow beyond `pages`.
 *
 * The engine counts what programs allocate, but only what goes through its allocator; a maximum in the module holds for
 * everything, whatever the code inside does.
 *
 * @param bytes a module with one memory that declares no maximum
 * @throws TypeError when the module is not of that kind
 */
export function capMemory(bytes: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  let at = HEADER_BYTES;
  while (at < bytes.length) {
    const length = readUnsigned(bytes, at + 1);
    const end = length.next + length.value;
    if (bytes[at] === MEMORY_SECTION)
      return replace(bytes, at, end, cappedSection(bytes, length.next, pages));
    at = end;
  }
  throw new TypeError("WebAssembly module: expected a memory of its own, found none");
}

function cappedSection(bytes: Uint8Array, at: number, pages: number): number[] {
  const [memories, flags] = bytes.subarray(at);
  if (memories !== 1 || flags !== 0)
    throw new TypeError(
      `WebAssembly module: expected one memory without a maximum, found ${memories} (flags ${flags})`,
    );
  const minimum = readUnsigned(bytes, at + 2).value;
  const content = [1, 1, ...unsigned(minimum), ...unsigned(pages)];
  return [MEMORY_SECTION, ...unsigned(content.length), ...content];
}

function replace(
  bytes: Uint8Array,
  from: number,
  to: number,
  by: readonly number[],
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length - (to - from) + by.length);
  result.set(bytes.subarray(0, from));
  result.set(by, from);
  result.set(bytes.subarray(to), from + by.length);
  return result;
}

/** Reads an unsigned LEB128 number. */
function readUnsigned(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  for (let shift = 0, next = at; ; shift += 7) {
    const byte = bytes[next++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next };
  }
}

/** Writes an unsigned LEB128 number. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
