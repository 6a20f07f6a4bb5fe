import uPlot from "uplot";
import { type Drawn, decimate } from "./decimate.js";
import { type PlotSetup, plotOptions } from "./plot-options.js";
import { extent, type Series, type View } from "./series.js";

type Numbers = (number | null | undefined)[];

/** Curves drawn into an element: only as many points as it has pixels, chosen again when what is in view changes. */
export class Plot {
  readonly #plot: uPlot;
  readonly #logarithmic: boolean;
  #series: readonly Series[];
  #view: View = null;
  #frame: number | undefined;

  constructor(host: HTMLElement, setup: Omit<PlotSetup, "range">) {
    this.#series = setup.series;
    this.#logarithmic = setup.logarithmic;
    const options = plotOptions({ ...setup, range: () => this.range });
    this.#plot = new uPlot(options, this.#data(setup.width), host);
    // The canvas says nothing to those who do not see it; the chart's summary does.
    this.#plot.root.setAttribute("aria-hidden", "true");
  }

  /** What is in view. */
  get range(): readonly [number, number] {
    return this.#view ?? extent(this.#series);
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  /** Takes newer points of the same curves. */
  setSeries(series: readonly Series[]): void {
    this.#series = series;
    this.#draw();
  }

  setView(view: View): void {
    this.#view = view;
    this.#draw();
  }

  setSize(width: number, height: number): void {
    if (width === this.#plot.width && height === this.#plot.height) return;
    this.#plot.setSize({ width, height });
    this.#draw();
  }

  destroy(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#plot.destroy();
  }

  /** At the next frame, however often it is asked for before. */
  #draw(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#plot.setData(this.#data(this.#plot.bbox.width / devicePixelRatio), true);
    });
  }

  #data(pixels: number): uPlot.AlignedData {
    const drawn = decimate(this.#series, this.range, pixels);
    return [
      drawn.x,
      ...drawn.y.map((row) => this.#drawable(row)),
      ...this.#bounds(drawn),
    ] as uPlot.AlignedData;
  }

  #bounds({ low, high }: Drawn): Numbers[] {
    return low.flatMap((row, s) => (row === null ? [] : [this.#drawable(row), this.#drawable(high[s]!)]));
  }

  /** A logarithm has no place for zero and what is below. */
  #drawable(row: Numbers): Numbers {
    if (!this.#logarithmic) return row;
    return row.map((value) => (typeof value === "number" && value <= 0 ? null : value));
  }
}
