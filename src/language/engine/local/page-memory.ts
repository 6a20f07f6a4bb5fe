import { EngineError } from "../../../errors.js";
import { growMemory, type WasmMemory, wasmMemory } from "../../kernels/web-assembly.js";

/** Numbers of a line of the processor's cache. */
const LINE = 16;

/**
 * WebAssembly memory of areas by name, and behind them pages of one size, of which there are more as they are needed. A page may
 * be held several times, and is used again when nobody holds it. Places and sizes are counted in numbers of 4 bytes.
 */
export class PageMemory<Area extends string> {
  readonly memory: WasmMemory;
  /** Where areas begin. */
  readonly places: Readonly<Record<Area, number>>;
  private readonly start: number;
  /** How often each page is held. */
  private readonly holders: number[] = [];
  private readonly free: number[] = [];
  private shown: { readonly floats: Float32Array; readonly integers: Uint32Array };

  /** @param rows sequences that pages are for, for messages */
  constructor(
    areas: Readonly<Record<Area, number>>,
    private readonly pageSize: number,
    private readonly rows: number,
  ) {
    const places: Partial<Record<Area, number>> = {};
    let end = 0;
    for (const area in areas) {
      places[area] = end;
      end += LINE * Math.ceil(areas[area] / LINE);
    }
    this.places = places as Record<Area, number>;
    this.start = end;
    this.memory = wasmMemory(4 * end);
    this.shown = this.views();
  }

  /** All of the memory, until {@link take} is called. */
  get floats(): Float32Array {
    return this.shown.floats;
  }

  /** The same as whole numbers. */
  get integers(): Uint32Array {
    return this.shown.integers;
  }

  /** Where a page begins. */
  address(page: number): number {
    return this.start + page * this.pageSize;
  }

  /** A page of zeros, held once. @throws EngineError `OUT_OF_MEMORY` */
  take(): number {
    const known = this.free.pop();
    const page = known ?? this.holders.length;
    const [start, end] = [this.address(page), this.address(page + 1)];
    if (known !== undefined) this.floats.fill(0, start, end);
    else if (end > this.floats.length) this.grow(end);
    this.holders[page] = 1;
    return page;
  }

  /** Another page with what is in one. */
  copyOf(page: number): number {
    const copy = this.take();
    const start = this.address(page);
    this.floats.copyWithin(this.address(copy), start, start + this.pageSize);
    return copy;
  }

  hold(page: number): void {
    this.holders[page]++;
  }

  release(pages: readonly number[]): void {
    for (const page of pages) if (--this.holders[page] === 0) this.free.push(page);
  }

  private views() {
    const { buffer } = this.memory;
    return { floats: new Float32Array(buffer), integers: new Uint32Array(buffer) };
  }

  private grow(length: number): void {
    const missing = 4 * (length - this.floats.length);
    try {
      growMemory(this.memory, Math.max(missing, this.floats.length));
    } catch {
      this.growLittle(missing);
    }
    this.shown = this.views();
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
