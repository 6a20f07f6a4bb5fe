import type { TransformerConfig } from "../../config.js";
import { type Attend, attentionKernel } from "../../kernels/attention-kernel.js";
import {
  keyStart,
  LINE,
  PAGE,
  roomForWeights,
  valuePlace,
  valueStart,
} from "../../kernels/attention-layout.js";
import { type Rotate, rotationKernel } from "../../kernels/rotation-kernel.js";
import type { SumOrder } from "../../kernels/sum-order.js";
import { contextLength, type RotationTable } from "../../model/rotation.js";
import { PageMemory } from "./page-memory.js";

/** Keys and values of a sequence's tokens, one array a layer `[tokens, kvHeads · size]`. */
export interface CachedTokens {
  readonly tokens: number;
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
}

/** The pages of a prompt, which its sequences share. */
export interface Shared {
  readonly pages: readonly number[];
  readonly tokens: number;
}

/** Queries `[rows, heads · size]`, keys and values `[rows, kvHeads · size]` of each row's newest token; not rotated yet. */
export interface Newest {
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
}

/**
 * Keys and values of the sequences that are being sampled, a row each, in pages (Kwon et al. 2023): nothing moves when a
 * sequence grows or changes its row, and attention reads what a sequence has. A page holds {@link PAGE} positions of all
 * layers, keys first, see {@link Attend}; the size is filled up to a multiple of {@link LINE}.
 */
export class PagedCache {
  private readonly memory: PageMemory<Area>;
  private readonly rotateQueries: Rotate;
  private readonly rotateKeys: Rotate;
  private readonly kernel: Attend;
  /** Pages of each row, and how many tokens it has. */
  private readonly tables: number[][];
  private readonly lengths: Int32Array;
  /** Numbers of a head, and of all positions of a head in a page. */
  private readonly stride: number;
  private readonly block: number;
  /** From the first number of a key or value to each. */
  private readonly keyPlaces: Int32Array;
  private readonly valuePlaces: Int32Array;
  /** Positions that a row may have. */
  private readonly longest: number;

  constructor(
    private readonly config: TransformerConfig,
    private readonly rotation: RotationTable,
    readonly rows: number,
    order: SumOrder,
  ) {
    const { layers, heads, kvHeads, headDimension: size } = config;
    this.tables = Array.from({ length: rows }, () => []);
    this.lengths = new Int32Array(rows);
    this.stride = LINE * Math.ceil(size / LINE);
    this.block = PAGE * this.stride;
    this.keyPlaces = Int32Array.from({ length: size }, (_, i) => LINE * i);
    this.valuePlaces = Int32Array.from({ length: size }, (_, i) => valuePlace(i));
    this.longest = Math.ceil(contextLength(config) / PAGE) * PAGE;
    const shape = { heads, kvHeads, size: this.stride };
    const areas = {
      q: rows * heads * size,
      k: rows * kvHeads * size,
      cos: rows * rotation.half,
      sin: rows * rotation.half,
      queries: heads * this.stride,
      results: rows * heads * this.stride,
      weights: roomForWeights(shape, this.longest),
      tables: (rows * this.longest) / PAGE,
    };
    this.memory = new PageMemory<Area>(areas, layers * 2 * kvHeads * this.block, rows);
    const { memory } = this.memory;
    this.rotateQueries = rotationKernel(size, memory);
    this.rotateKeys = rotationKernel(size, memory, LINE);
    this.kernel = attentionKernel(shape, this.longest, 1 / Math.sqrt(size), order, memory);
  }

  /** Tokens of a row. */
  length(row: number): number {
    return this.lengths[row];
  }

  /** Keeps a prompt for {@link begin}, until it is let go of. */
  keep({ tokens, keys, values }: CachedTokens): Shared {
    const pages = Array.from({ length: Math.ceil(tokens / PAGE) }, () => this.memory.take());
    const { kvHeads, headDimension } = this.config;
    const width = kvHeads * headDimension;
    for (let layer = 0; layer < this.config.layers; layer++) {
      for (let t = 0; t < tokens; t++) {
        const { key, value } = this.placesOf(pages, t, layer);
        this.writeHeads(keys[layer], t * width, key, this.keyPlaces);
        this.writeHeads(values[layer], t * width, value, this.valuePlaces);
      }
    }
    return { pages, tokens };
  }

  letGo({ pages }: Shared): void {
    this.memory.release(pages);
  }

  /** Puts a sequence that has the tokens of a prompt into a row. A page that it will write into is copied. */
  begin(row: number, { pages, tokens }: Shared): void {
    const whole = Math.floor(tokens / PAGE);
    const table = pages.slice(0, whole);
    for (const page of table) this.memory.hold(page);
    for (const page of pages.slice(whole)) table.push(this.memory.copyOf(page));
    this.tables[row] = table;
    this.lengths[row] = tokens;
  }

  /** Makes room for another token of each of the first rows. */
  advance(rows: number): void {
    const { memory, rotation, lengths, tables } = this;
    const { half } = rotation;
    for (let row = 0; row < rows; row++) {
      if (lengths[row]++ % PAGE === 0) tables[row].push(memory.take());
    }
    const { floats, integers, places } = memory;
    const [cos, sin] = [places.cos, places.sin].map((at) => floats.subarray(at, at + rows * half));
    for (let row = 0; row < rows; row++) {
      const table = places.tables + row * (this.longest / PAGE);
      tables[row].forEach((page, i) => {
        integers[table + i] = 4 * memory.address(page);
      });
      rotation.write(lengths[row] - 1, lengths[row], cos, sin, row);
    }
  }

  /**
   * Writes the newest token of each of the first rows, and attends to it and those before it.
   * @param mixed what attention gives `[rows, heads · size]`
   */
  attend(layer: number, rows: number, { q, k, v }: Newest, mixed: Float32Array): void {
    const { heads, kvHeads, headDimension: size, slidingWindow } = this.config;
    const { stride, longest, kernel, rotateQueries, rotateKeys, block, valuePlaces } = this;
    const { floats, places } = this.memory;
    const { half } = this.rotation;
    const window = slidingWindow?.layers.includes(layer) ? slidingWindow.size : Number.POSITIVE_INFINITY;
    const [wide, narrow] = [heads * size, kvHeads * size];
    floats.set(q.subarray(0, rows * wide), places.q);
    floats.set(k.subarray(0, rows * narrow), places.k);
    for (let row = 0; row < rows; row++) {
      const length = this.lengths[row];
      const [cos, sin] = [4 * (places.cos + row * half), 4 * (places.sin + row * half)];
      const { key, value } = this.placesOf(this.tables[row], length - 1, layer);
      rotateQueries(4 * (places.q + row * wide), 4 * places.queries, 4 * stride, heads, cos, sin);
      rotateKeys(4 * (places.k + row * narrow), 4 * key, 4 * block, kvHeads, cos, sin);
      this.writeHeads(v, row * narrow, value, valuePlaces);
      kernel(
        4 * places.queries,
        4 * (places.results + row * heads * stride),
        4 * places.weights,
        4 * (places.tables + row * (longest / PAGE)),
        4 * this.place(layer),
        Math.max(0, length - window),
        length,
      );
    }
    unpadded(floats.subarray(places.results), stride, mixed, size, rows * heads);
  }

  /** Gives a row's pages back. */
  end(row: number): void {
    this.memory.release(this.tables[row]);
    this.tables[row] = [];
  }

  /** Moves a sequence to another row, which has none. */
  move(from: number, to: number): void {
    this.tables[to] = this.tables[from];
    this.lengths[to] = this.lengths[from];
    this.tables[from] = [];
  }

  /** Where in a page the keys of a layer are. */
  private place(layer: number): number {
    return layer * 2 * this.config.kvHeads * this.block;
  }

  /** Where the first head of a position's key and of its value begin; the others are a block behind each other. */
  private placesOf(pages: readonly number[], position: number, layer: number) {
    const { stride, block, config } = this;
    const keys = this.memory.address(pages[Math.floor(position / PAGE)]) + this.place(layer);
    const at = position % PAGE;
    return {
      key: keys + keyStart(stride, at),
      value: keys + config.kvHeads * block + valueStart(stride, at),
    };
  }

  /** Writes `[kvHeads, size]` to where the first head begins. @param places of the numbers of a head, from there */
  private writeHeads(from: Float32Array, at: number, to: number, places: Int32Array): void {
    const { kvHeads, headDimension: size } = this.config;
    const { block } = this;
    const { floats } = this.memory;
    let read = at;
    for (let head = 0; head < kvHeads; head++) {
      const start = to + head * block;
      for (let i = 0; i < size; i++, read++) floats[start + places[i]] = from[read];
    }
  }
}

/**
 * What lies in memory beside the pages: what came of each row, and its rotation; the turned queries of one row; results; room for
 * weights; addresses of the rows' pages.
 */
type Area = "q" | "k" | "cos" | "sin" | "queries" | "results" | "weights" | "tables";

/** Copies rows without what they are filled up with. */
function unpadded(from: Float32Array, stride: number, to: Float32Array, width: number, rows: number): void {
  if (width === stride) {
    to.set(from.subarray(0, rows * width));
    return;
  }
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) to[row * width + i] = from[row * stride + i];
  }
}
