import type { Host, Memory } from "../../../graph/index.js";
import type { TransformerConfig } from "../../config.js";
import { MASKED } from "./positions.js";

/** Keys and values of one layer, and the rows' masks. */
export interface LayerCache {
  readonly keys: Memory;
  readonly values: Memory;
  readonly mask: Memory;
}

/** Keys and values of a sequence's tokens, one array a layer `[tokens, kvHeads · size]`. */
export interface CachedTokens {
  readonly tokens: number;
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
}

/** Lengths of the cache: a change of length moves everything, and positions that no row has yet cost time. */
const bucket = (length: number) => {
  const grain = length <= 256 ? 32 : length <= 1024 ? 64 : 256;
  return Math.ceil(length / grain) * grain;
};

/**
 * Keys and values of the sequences that are being sampled, a row each, in the first rows; one length for all of them, that
 * of the longest, in steps. Layouts are those of {@link Cache}.
 */
export class KeyValueCache {
  private readonly lengths: Int32Array;
  private readonly heads: number;
  private readonly size: number;
  private capacity = 0;
  private keys: Float32Array[] = [];
  private values: Float32Array[] = [];
  private masks: { full: Float32Array; window: Float32Array };
  private views = new Map<string, Memory>();

  constructor(
    private readonly host: Host,
    private readonly config: TransformerConfig,
    readonly rows: number,
  ) {
    this.heads = config.kvHeads;
    this.size = config.headDimension;
    this.lengths = new Int32Array(rows);
    this.masks = { full: new Float32Array(0), window: new Float32Array(0) };
  }

  /** Tokens of a row. */
  length(row: number): number {
    return this.lengths[row];
  }

  /** Puts a sequence's tokens into a row. */
  fill(row: number, { tokens, keys, values }: CachedTokens): void {
    this.reserve(tokens + 1);
    this.lengths[row] = tokens;
    const width = this.heads * this.size;
    for (let layer = 0; layer < this.config.layers; layer++) {
      for (let t = 0; t < tokens; t++) {
        this.write(layer, row, t, keys[layer], values[layer], t * width);
      }
    }
    this.writeMask(row);
  }

  /** Makes room for another token of each row, which may then be written and is seen by attention. */
  advance(rows: number): void {
    let longest = 0;
    for (let row = 0; row < rows; row++) longest = Math.max(longest, ++this.lengths[row]);
    const wanted = bucket(longest);
    if (wanted > this.capacity || wanted <= this.capacity / 2) this.resize(wanted);
    const window = this.config.slidingWindow?.size ?? Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row++) {
      const [start, last] = [row * this.capacity, this.lengths[row] - 1];
      this.masks.full[start + last] = 0;
      this.masks.window[start + last] = 0;
      if (last >= window) this.masks.window[start + last - window] = MASKED;
    }
  }

  /** Writes the newest token of each row. @param keys,values `[rows, kvHeads · size]` */
  append(layer: number, rows: number, keys: Float32Array, values: Float32Array): void {
    const width = this.heads * this.size;
    for (let row = 0; row < rows; row++) {
      this.write(layer, row, this.lengths[row] - 1, keys, values, row * width);
    }
  }

  /** Moves a row to the place of another. */
  move(from: number, to: number): void {
    const stride = this.heads * this.size * this.capacity;
    for (const array of [...this.keys, ...this.values])
      array.copyWithin(to * stride, from * stride, (from + 1) * stride);
    for (const mask of Object.values(this.masks))
      mask.copyWithin(to * this.capacity, from * this.capacity, (from + 1) * this.capacity);
    this.lengths[to] = this.lengths[from];
  }

  /** A layer's part of the first rows. */
  view(layer: number, rows: number): LayerCache {
    const { heads, size, capacity } = this;
    const windowed = this.config.slidingWindow?.layers.includes(layer) ?? false;
    const stride = heads * size * capacity;
    const keys = this.memory(`keys ${layer}`, this.keys[layer], rows * stride, [rows, heads, size, capacity]);
    const values = this.memory(`values ${layer}`, this.values[layer], rows * stride, [
      rows,
      heads,
      capacity,
      size,
    ]);
    const name = windowed ? "window" : "full";
    const mask = this.memory(name, this.masks[name], rows * capacity, [rows, 1, 1, capacity]);
    return { keys, values, mask };
  }

  private memory(name: string, array: Float32Array, length: number, shape: number[]): Memory {
    const known = this.views.get(name);
    if (known?.dims.every((dim, i) => dim === shape[i])) return known;
    const made = this.host.memory(array.subarray(0, length), shape);
    this.views.set(name, made);
    return made;
  }

  private write(
    layer: number,
    row: number,
    position: number,
    keys: Float32Array,
    values: Float32Array,
    from: number,
  ): void {
    const { heads, size, capacity } = this;
    const [allKeys, allValues] = [this.keys[layer], this.values[layer]];
    const width = heads * size;
    let at = row * width * capacity + position;
    for (let i = 0; i < width; i++, at += capacity) allKeys[at] = keys[from + i];
    for (let head = 0; head < heads; head++) {
      const to = ((row * heads + head) * capacity + position) * size;
      const start = from + head * size;
      for (let i = 0; i < size; i++) allValues[to + i] = values[start + i];
    }
  }

  private writeMask(row: number): void {
    const { capacity, lengths } = this;
    const window = this.config.slidingWindow?.size ?? Number.POSITIVE_INFINITY;
    const start = row * capacity;
    const end = start + lengths[row];
    this.masks.full.fill(MASKED, start, start + capacity).fill(0, start, end);
    this.masks.window.fill(MASKED, start, start + capacity).fill(0, Math.max(start, end - window), end);
  }

  private reserve(length: number): void {
    if (length > this.capacity) this.resize(bucket(length));
  }

  /** Changes the length of all rows. */
  private resize(capacity: number): void {
    const old = this.capacity;
    if (capacity === old) return;
    const { rows, heads, size, config } = this;
    const kept = Math.min(old, capacity);
    const [lines, blocks] = [rows * heads * size, rows * heads];
    const layers = Array.from({ length: config.layers }, (_, layer) => layer);
    this.keys = layers.map((layer) => restride(this.keys[layer], lines, old, capacity, kept));
    this.values = layers.map((layer) =>
      restride(this.values[layer], blocks, old * size, capacity * size, kept * size),
    );
    this.masks = {
      full: restride(this.masks.full, rows, old, capacity, kept, MASKED),
      window: restride(this.masks.window, rows, old, capacity, kept, MASKED),
    };
    this.capacity = capacity;
    this.views = new Map();
  }
}

/** The same lines with another distance between them. */
function restride(
  source: Float32Array | undefined,
  lines: number,
  from: number,
  to: number,
  kept: number,
  fill = 0,
): Float32Array {
  const target = new Float32Array(lines * to);
  if (fill !== 0) target.fill(fill);
  for (let line = 0; source !== undefined && line < lines; line++) {
    const [start, end] = [line * to, line * to + kept];
    for (let at = start, read = line * from; at < end; ) target[at++] = source[read++];
  }
  return target;
}
