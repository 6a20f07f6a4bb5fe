import { EngineError } from "../../../errors.js";
import type { TransformerConfig } from "../../config.js";
import { type Attend, attentionKernel, PAGE } from "../../kernels/attention-kernel.js";
import { growMemory, type WasmMemory, wasmMemory } from "../../kernels/web-assembly.js";
import { contextLength } from "../../model/rotation.js";

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

/** Queries `[rows, heads · size]`, keys and values `[rows, kvHeads · size]` of each row's newest token. */
export interface Newest {
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
}

/**
 * Keys and values of the sequences that are being sampled, a row each, in pages (Kwon et al. 2023): nothing moves when a
 * sequence grows or changes its row, and attention reads what a sequence has. A page holds {@link PAGE} positions of all
 * layers, `[layers, 2, kvHeads, PAGE, size]`, keys first; the size is filled up to a multiple of 4.
 */
export class PagedCache {
  private readonly memory: WasmMemory;
  private readonly kernel: Attend;
  /** Pages of each row, and how many tokens it has. */
  private readonly tables: number[][];
  private readonly lengths: Int32Array;
  /** How many rows and prompts hold a page. */
  private readonly holders: number[] = [];
  private readonly free: number[] = [];
  /** Numbers of a head, and of all positions of a head in a page. */
  private readonly stride: number;
  private readonly block: number;
  private readonly pageSize: number;
  /** Positions that a row may have. */
  private readonly longest: number;
  /** Where in memory, in numbers: queries and results of a layer, room for weights, addresses of the rows' pages, pages. */
  private readonly places: Readonly<Record<"queries" | "results" | "weights" | "tables" | "pages", number>>;
  private floats: Float32Array;
  private integers: Uint32Array;

  constructor(
    private readonly config: TransformerConfig,
    readonly rows: number,
  ) {
    const { layers, heads, kvHeads, headDimension: size } = config;
    this.tables = Array.from({ length: rows }, () => []);
    this.lengths = new Int32Array(rows);
    this.stride = 4 * Math.ceil(size / 4);
    this.block = PAGE * this.stride;
    this.pageSize = layers * 2 * kvHeads * this.block;
    this.longest = Math.ceil(contextLength(config) / PAGE) * PAGE;
    const results = rows * heads * this.stride;
    const weights = 2 * results;
    const tables = weights + this.longest + 8;
    const pages = LINE * Math.ceil((tables + (rows * this.longest) / PAGE) / LINE);
    this.places = { queries: 0, results, weights, tables, pages };
    this.memory = wasmMemory(4 * pages);
    this.kernel = attentionKernel(this.stride, 1 / Math.sqrt(size), this.memory);
    this.floats = new Float32Array(this.memory.buffer);
    this.integers = new Uint32Array(this.memory.buffer);
  }

  /** Tokens of a row. */
  length(row: number): number {
    return this.lengths[row];
  }

  /** Keeps a prompt for {@link begin}, until it is let go of. */
  keep({ tokens, keys, values }: CachedTokens): Shared {
    const pages = Array.from({ length: Math.ceil(tokens / PAGE) }, () => this.take());
    const width = this.config.kvHeads * this.config.headDimension;
    for (let layer = 0; layer < this.config.layers; layer++) {
      for (let t = 0; t < tokens; t++) {
        this.write(pages, t, layer, keys[layer], values[layer], t * width);
      }
    }
    return { pages, tokens };
  }

  letGo({ pages }: Shared): void {
    this.release(pages);
  }

  /** Puts a sequence that has the tokens of a prompt into a row. A page that it will write into is copied. */
  begin(row: number, { pages, tokens }: Shared): void {
    const whole = Math.floor(tokens / PAGE);
    const table = pages.slice(0, whole);
    for (const page of table) this.holders[page]++;
    for (const page of pages.slice(whole)) {
      const copy = this.take();
      const start = this.address(page);
      this.floats.copyWithin(this.address(copy), start, start + this.pageSize);
      table.push(copy);
    }
    this.tables[row] = table;
    this.lengths[row] = tokens;
  }

  /** Makes room for another token of each of the first rows. */
  advance(rows: number): void {
    for (let row = 0; row < rows; row++) {
      if (this.lengths[row]++ % PAGE === 0) this.tables[row].push(this.take());
    }
    for (let row = 0; row < rows; row++) {
      const table = this.places.tables + row * (this.longest / PAGE);
      this.tables[row].forEach((page, i) => {
        this.integers[table + i] = 4 * this.address(page);
      });
    }
  }

  /**
   * Writes the newest token of each of the first rows, and attends to it and those before it.
   * @param mixed what attention gives `[rows, heads · size]`
   */
  attend(layer: number, rows: number, { q, k, v }: Newest, mixed: Float32Array): void {
    const { heads, kvHeads, headDimension: size, slidingWindow } = this.config;
    const { stride, block, longest, kernel } = this;
    const { queries, results, weights, tables } = this.places;
    const window = slidingWindow?.layers.includes(layer) ? slidingWindow.size : Number.POSITIVE_INFINITY;
    copyRows(q, size, this.floats.subarray(queries), stride, rows * heads);
    for (let row = 0; row < rows; row++) {
      const length = this.lengths[row];
      const first = Math.max(0, length - window);
      const table = 4 * (tables + row * (longest / PAGE));
      this.write(this.tables[row], length - 1, layer, k, v, row * kvHeads * size);
      for (let head = 0; head < heads; head++) {
        const at = 4 * (row * heads + head) * stride;
        const keys = this.place(layer, Math.floor((head * kvHeads) / heads));
        const values = keys + kvHeads * block;
        kernel(4 * queries + at, 4 * results + at, 4 * weights, table, 4 * keys, 4 * values, first, length);
      }
    }
    copyRows(this.floats.subarray(results), stride, mixed, size, rows * heads);
  }

  /** Gives a row's pages back. */
  end(row: number): void {
    this.release(this.tables[row]);
    this.tables[row] = [];
  }

  /** Moves a sequence to another row, which has none. */
  move(from: number, to: number): void {
    this.tables[to] = this.tables[from];
    this.lengths[to] = this.lengths[from];
    this.tables[from] = [];
  }

  /** Where a page begins. */
  private address(page: number): number {
    return this.places.pages + page * this.pageSize;
  }

  /** Where in a page the keys of a head are. */
  private place(layer: number, head: number): number {
    return (layer * 2 * this.config.kvHeads + head) * this.block;
  }

  private write(
    pages: readonly number[],
    position: number,
    layer: number,
    keys: Float32Array,
    values: Float32Array,
    from: number,
  ): void {
    const { kvHeads, headDimension: size } = this.config;
    const { floats, block, stride } = this;
    const page = this.address(pages[Math.floor(position / PAGE)]);
    let read = from;
    for (let head = 0; head < kvHeads; head++) {
      const key = page + this.place(layer, head) + (position % PAGE) * stride;
      const value = key + kvHeads * block;
      for (let i = 0; i < size; i++, read++) {
        floats[key + i] = keys[read];
        floats[value + i] = values[read];
      }
    }
  }

  /** A page of zeros, held once. */
  private take(): number {
    const known = this.free.pop();
    const page = known ?? this.holders.length;
    const [start, end] = [this.address(page), this.address(page + 1)];
    if (known !== undefined) this.floats.fill(0, start, end);
    else if (end > this.floats.length) this.grow(end);
    this.holders[page] = 1;
    return page;
  }

  private release(pages: readonly number[]): void {
    for (const page of pages) if (--this.holders[page] === 0) this.free.push(page);
  }

  private grow(length: number): void {
    const missing = 4 * (length - this.floats.length);
    try {
      growMemory(this.memory, Math.max(missing, this.floats.length));
    } catch {
      this.growLittle(missing);
    }
    this.floats = new Float32Array(this.memory.buffer);
    this.integers = new Uint32Array(this.memory.buffer);
  }

  private growLittle(missing: number): void {
    try {
      growMemory(this.memory, missing);
    } catch (cause) {
      const gigabytes = (4 * this.floats.length) / 1e9;
      const text = `sample: the keys and values of ${this.rows} sequences take more than the ${gigabytes.toFixed(1)} GB that can be had; make sequences smaller`;
      throw new EngineError("OUT_OF_MEMORY", text, { cause });
    }
  }
}

/** Numbers of a line of the processor's cache. */
const LINE = 16;

/** Copies rows of a width to places that lie further apart or closer together. */
function copyRows(from: Float32Array, width: number, to: Float32Array, stride: number, rows: number): void {
  if (width === stride) {
    to.set(from.subarray(0, rows * width));
    return;
  }
  const kept = Math.min(width, stride);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < kept; i++) to[row * stride + i] = from[row * width + i];
  }
}
