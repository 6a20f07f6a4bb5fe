import { OptionError } from "../errors.js";
import {
  dataStart,
  elements,
  encodeHeader,
  LENGTH_BYTES,
  parseHeader,
  placeTensors,
} from "./safetensors-header.js";
import { decodeData, storedTypeOf, type TensorArray } from "./stored-type.js";

/** A tensor held in memory, row by row. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorArray;
}

/** Tensors by name. */
export type Tensors = ReadonlyMap<string, StoredTensor>;

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
  for (const [name, { shape, data }] of tensors) {
    const expected = elements(shape);
    if (expected !== data.length)
      throw new OptionError(`tensor ${name}`, `${expected} elements for shape [${shape}]`, data.length);
  }
  const places = placeTensors(
    Array.from(tensors, ([name, { shape, data }]) => ({ name, shape, data, type: storedTypeOf(data) })),
  );
  const bytesOf = ({ buffer, byteOffset, byteLength }: TensorArray) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  return [encodeHeader(places, metadata), ...places.map(({ data }) => bytesOf(data))];
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
  const head = bytes.subarray(0, dataStart(bytes.subarray(0, LENGTH_BYTES + 1), source));
  const { places, metadata, start } = parseHeader(head, bytes.length, source);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, type, shape, begin, end } of places)
    tensors.set(name, {
      shape,
      data: decodeData(type, new Uint8Array(bytes.subarray(start + begin, start + end)).buffer),
    });
  return { tensors, metadata };
}
