import { OptionError, RunError } from "../errors.js";
import { ELEMENT_BYTES, type StoredType } from "./stored-type.js";

/** A tensor to be written. */
export interface TensorLayout {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
}

/** Where a tensor lies: bytes `begin` to `end` of the data, which follows the header. */
export interface TensorPlace extends TensorLayout {
  readonly begin: number;
  readonly end: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** In the order of the file, without gaps. */
  readonly places: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes before the data. */
  readonly start: number;
}

/** Bytes at the start of a file that give the length of the JSON after them. */
export const LENGTH_BYTES = 8;

const MAX_HEADER_BYTES = 100_000_000;

/**
 * Gives tensors their places as the reference implementation does: widest element type first, then by name.
 * @throws OptionError when a name is `__metadata__`
 */
export function placeTensors<T extends TensorLayout>(tensors: Iterable<T>): (T & TensorPlace)[] {
  const sorted = [...tensors].sort((a, b) => RANK[b.type] - RANK[a.type] || compareText(a.name, b.name));
  let at = 0;
  return sorted.map((tensor) => {
    if (tensor.name === "__metadata__") throw new OptionError("tensor name", "any other name", tensor.name);
    const begin = at;
    at += elements(tensor.shape) * ELEMENT_BYTES[tensor.type];
    return { ...tensor, begin, end: at };
  });
}

/** Everything that stands before the data, padded to a multiple of eight bytes. */
export function encodeHeader(
  places: readonly TensorPlace[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const entries = metadata ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  for (const { name, type, shape, begin, end } of places)
    entries.push(
      `${JSON.stringify(name)}:{"dtype":"${type}","shape":[${shape}],"data_offsets":[${begin},${end}]}`,
    );
  const text = new TextEncoder().encode(`{${entries.join()}}`);
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20, LENGTH_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

/**
 * Reads where the data of a file begins from its first bytes.
 * @param bytes the first nine bytes, or all of a shorter file
 * @throws RunError `RUN_FOREIGN`
 */
export function dataStart(bytes: Uint8Array, source: string): number {
  const foreign = (what: string) =>
    new RunError("RUN_FOREIGN", `${source}: is not a safetensors file: ${what}`);
  if (bytes.length < LENGTH_BYTES) throw foreign(`it has ${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length < 2 || length > MAX_HEADER_BYTES) throw foreign(`a header of ${length} bytes is announced`);
  if (bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES] !== 0x7b) throw foreign("its header is not JSON");
  return LENGTH_BYTES + length;
}

/**
 * Reads a header and holds it against the file's length.
 *
 * @param bytes the file up to its data, see {@link dataStart}; shorter when the file is
 * @param fileBytes length of the whole file
 * @param source named in errors
 * @throws RunError `RUN_FOREIGN`, `RUN_DAMAGED`
 */
export function parseHeader(bytes: Uint8Array, fileBytes: number, source: string): SafetensorsHeader {
  const fail = (what: string, cause?: unknown) =>
    new RunError("RUN_DAMAGED", `${source}: ${what}`, { cause });
  const start = dataStart(bytes, source);
  if (bytes.length < start)
    throw fail(`is cut short: its header ends at byte ${start}, the file at ${fileBytes}`);
  const { __metadata__: metadata, ...entries } = parseJson(bytes.subarray(LENGTH_BYTES, start), fail);
  const places = Object.entries(entries)
    .map(([name, entry]) => checkEntry(name, entry, source))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of places) {
    if (begin < at) throw fail(`tensor "${name}" overlaps the one before it (byte ${begin} of the data)`);
    if (begin > at) throw fail(`bytes ${at} to ${begin} of the data belong to no tensor`);
    at = end;
  }
  const expected = `expected ${start + at} bytes, found ${fileBytes}`;
  if (fileBytes < start + at) throw fail(`is cut short: ${expected}`);
  if (fileBytes > start + at) throw fail(`goes on after its last tensor: ${expected}`);
  return { places, metadata: (metadata ?? {}) as Readonly<Record<string, string>>, start };
}

/** Numbers in a tensor of that shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function parseJson(
  bytes: Uint8Array,
  fail: (what: string, cause: unknown) => RunError,
): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw fail("its header is not valid JSON", cause);
  }
}

function checkEntry(name: string, entry: unknown, source: string): TensorPlace {
  const fail = (what: string) => new RunError("RUN_DAMAGED", `${source}: tensor "${name}" ${what}`);
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (!isSizes(shape)) throw fail("has no valid shape");
  if (!isSizes(offsets) || offsets.length !== 2) throw fail("has no valid data_offsets");
  if (typeof dtype !== "string") throw fail("has no dtype");
  if (!Object.hasOwn(ELEMENT_BYTES, dtype))
    throw new RunError(
      "RUN_FOREIGN",
      `${source}: tensor "${name}" is of type ${dtype}, which is not read here`,
    );
  const type = dtype as StoredType;
  const [begin, end] = offsets;
  const expected = elements(shape) * ELEMENT_BYTES[type];
  if (end - begin !== expected)
    throw fail(`of shape [${shape}] and type ${type} needs ${expected} bytes, found ${end - begin}`);
  return { name, type, shape, begin, end };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** Position in the reference implementation's list of types, which decides the order in the file. */
const RANK: Readonly<Record<StoredType, number>> = {
  BOOL: 0,
  U8: 1,
  F16: 2,
  BF16: 3,
  I32: 4,
  F32: 5,
  I64: 6,
};

/** By code point, as UTF-8 bytes compare. */
function compareText(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i].codePointAt(0)! - right[i].codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
