/**
 * Writes Protocol Buffers messages. Chunks are kept as they are given and joined once, so that nesting messages copies
 * no weights.
 */
export class ProtobufWriter {
  private readonly chunks: Uint8Array[] = [];
  /** Bytes written so far. */
  length = 0;

  /** A signed integer (int32, int64, enum). */
  int(field: number, value: number | bigint): this {
    this.append(varint(BigInt(field) << 3n));
    return this.append(varint(BigInt.asUintN(64, BigInt(value))));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.append(varint((BigInt(field) << 3n) | 5n));
    return this.append(bytes);
  }

  double(field: number, value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.append(varint((BigInt(field) << 3n) | 1n));
    return this.append(bytes);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.prefix(field, value.length);
    return this.append(value);
  }

  message(field: number, value: ProtobufWriter): this {
    this.prefix(field, value.length);
    this.chunks.push(...value.chunks);
    this.length += value.length;
    return this;
  }

  /** Several integers as one packed field. */
  ints(field: number, values: readonly (number | bigint)[]): this {
    const packed = new ProtobufWriter();
    for (const value of values) packed.append(varint(BigInt.asUintN(64, BigInt(value))));
    return this.message(field, packed);
  }

  /** The whole message. */
  finish(): Uint8Array {
    const out = new Uint8Array(this.length);
    let position = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, position);
      position += chunk.length;
    }
    return out;
  }

  private prefix(field: number, length: number): void {
    this.append(varint((BigInt(field) << 3n) | 2n));
    this.append(varint(BigInt(length)));
  }

  private append(bytes: Uint8Array): this {
    this.chunks.push(bytes);
    this.length += bytes.length;
    return this;
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
