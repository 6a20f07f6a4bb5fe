import { OptionError, RunError } from "../errors.js";
import { decodeData, ELEMENT_BYTES, type StoredType, storedTypeOf, type TensorArray } from "./stored-type.js";

/** A tensor held in memory, row by row. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorArray;
}

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, StoredTensor>;

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;

/**
 * Lays tensors out as a safetensors file, byte for byte as its reference implementation does: little-endian, widest
 * element type first, then by name, so equal tensors give equal bytes however the map was filled.
 *
 * @returns pieces to be written one after the other; the tensors' own memory is part of them, not copied
 */
export function safetensorsPieces(
  tensors: Tensors,
  metadata?: Readonly<Record<string, string>>,
): readonly Uint8Array[] {
  const sorted = [...tensors]
    .map(([name, { shape, data }]) => ({ name, shape, data, type: storedTypeOf(data) }))
    .sort((a, b) => RANK[b.type] - RANK[a.type] || compareText(a.name, b.name));
  const entries = metadata ? [`"__metadata__":${JSON.stringify(metadata)}`] : [];
  let at = 0;
  for (const { name, shape, data, type } of sorted) {
    if (name === "__metadata__") throw new OptionError("tensor name", "any other name", name);
    if (elements(shape) !== data.length)
      throw new OptionError(
        `tensor ${name}`,
        `${elements(shape)} elements for shape [${shape}]`,
        data.length,
      );
    const end = at + data.byteLength;
    entries.push(
      `${JSON.stringify(name)}:{"dtype":"${type}","shape":[${shape}],"data_offsets":[${at},${end}]}`,
    );
    at = end;
  }
  let header = new TextEncoder().encode(`{${entries.join()}}`);
  const padding = (8 - (header.length % 8)) % 8;
  if (padding > 0) header = new TextEncoder().encode(`{${entries.join()}}${" ".repeat(padding)}`);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  const bytesOf = ({ buffer, byteOffset, byteLength }: TensorArray) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  return [length, header, ...sorted.map(({ data }) => bytesOf(data))];
}

/** {@link safetensorsPieces} as one array. */
export function encodeSafetensors(
  tensors: Tensors,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const pieces = safetensorsPieces(tensors, metadata);
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/**
 * Reads a safetensors file. F32, I32, I64, U8 and BOOL come back as they are; F16 and BF16 as float32.
 *
 * @param source named in errors, for example the file's path
 * @throws RunError `RUN_FOREIGN` when the bytes are no safetensors file or use an element type not read here,
 * `RUN_DAMAGED` when they are one that is cut short or contradicts itself
 * @example
 * const { tensors } = decodeSafetensors(await readFile(path), path);
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  source: string,
): { readonly tensors: Map<string, StoredTensor>; readonly metadata: Readonly<Record<string, string>> } {
  const fail = (what: string) => new RunError("RUN_DAMAGED", `${source}: ${what}`);
  const { header, start } = readHeader(bytes, source);
  const metadata = (header.__metadata__ ?? {}) as Readonly<Record<string, string>>;
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => ({ name, ...checkEntry(name, entry, source) }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin < at) throw fail(`tensor "${name}" overlaps the one before it (byte ${begin} of the data)`);
    if (begin > at) throw fail(`bytes ${at} to ${begin} of the data belong to no tensor`);
    at = end;
  }
  const found = bytes.length - start;
  if (found < at) throw fail(`is cut short: expected ${start + at} bytes, found ${bytes.length}`);
  if (found > at)
    throw fail(`goes on after its last tensor: expected ${start + at} bytes, found ${bytes.length}`);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, type, shape, begin, end } of entries)
    tensors.set(name, {
      shape,
      data: decodeData(type, new Uint8Array(bytes.subarray(start + begin, start + end)).buffer),
    });
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array, source: string): { header: Record<string, unknown>; start: number } {
  const foreign = (what: string) =>
    new RunError("RUN_FOREIGN", `${source}: is not a safetensors file: ${what}`);
  if (bytes.length < LENGTH_BYTES) throw foreign(`it has ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length < 2 || length > MAX_HEADER_BYTES) throw foreign(`a header of ${length} bytes is announced`);
  const start = LENGTH_BYTES + length;
  if (bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES] !== 0x7b) throw foreign("its header is not JSON");
  if (bytes.length < start) {
    const what = `is cut short: its header ends at byte ${start}, the file at ${bytes.length}`;
    throw new RunError("RUN_DAMAGED", `${source}: ${what}`);
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, start));
    return { header: JSON.parse(text) as Record<string, unknown>, start };
  } catch (cause) {
    throw new RunError("RUN_DAMAGED", `${source}: its header is not valid JSON`, { cause });
  }
}

function checkEntry(name: string, entry: unknown, source: string) {
  const fail = (what: string) => new RunError("RUN_DAMAGED", `${source}: tensor "${name}" ${what}`);
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (!isSizes(shape)) throw fail("has no valid shape");
  if (!isSizes(offsets) || offsets.length !== 2) throw fail("has no valid data_offsets");
  if (typeof dtype !== "string") throw fail("has no dtype");
  if (!(dtype in ELEMENT_BYTES))
    throw new RunError(
      "RUN_FOREIGN",
      `${source}: tensor "${name}" is of type ${dtype}, which is not read here`,
    );
  const type = dtype as StoredType;
  const [begin, end] = offsets;
  const expected = elements(shape) * ELEMENT_BYTES[type];
  if (end - begin !== expected)
    throw fail(`of shape [${shape}] and type ${type} needs ${expected} bytes, found ${end - begin}`);
  return { type, shape, begin, end };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
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
