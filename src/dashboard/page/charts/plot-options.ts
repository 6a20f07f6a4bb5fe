import type uPlot from "uplot";
import { shownNumber } from "../parts/numbers.js";
import { type ChartColours, dashOf } from "./colours.js";
import type { Series } from "./series.js";

/** What a plot looks like and whom it tells. */
export interface PlotSetup {
  readonly series: readonly Series[];
  readonly logarithmic: boolean;
  readonly colours: ChartColours;
  readonly width: number;
  readonly height: number;
  /** What is in view at this moment. */
  readonly range: () => readonly [number, number];
  /** Somebody drew a range to look at, or asked for all. */
  readonly onView: (view: readonly [number, number] | null) => void;
  /** The pointer is over this place, or over none. */
  readonly onHover: (place: number | null) => void;
}

/** Options of uPlot: the axis, the curves, then the two bounds of each curve that has some. */
export function plotOptions(setup: PlotSetup): uPlot.Options {
  const { series, colours, logarithmic, width, height, range, onView, onHover } = setup;
  const colour = (own: Series) => colours.series[own.colour % colours.series.length];
  const bounded = series.filter(({ low }) => low !== undefined);
  const axis: uPlot.Axis = {
    stroke: colours.muted,
    font: "12px system-ui, sans-serif",
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, width: 1, size: 4 },
    values: (_, places) => places.map((place) => (place === null ? "" : tickText(place))),
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 22, 0, 0],
    scales: {
      x: { time: false, range: () => [...range()] as [number, number] },
      y: logarithmic ? { distr: 3 } : {},
    },
    axes: [
      { ...axis, grid: { show: false }, size: 30 },
      { ...axis, size: 58 },
    ],
    series: [
      {},
      ...series.map((own) => ({
        stroke: colour(own),
        width: own.faint ? 1 : 2,
        alpha: own.faint ? 0.28 : 1,
        dash: dashOf(own.colour),
        points: own.faint ? { show: false } : { size: 5 },
      })),
      ...bounded.flatMap(() => [
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
      ]),
    ],
    bands: bounded.map((own, i) => ({
      series: [series.length + 2 + 2 * i, series.length + 1 + 2 * i],
      fill: `${colour(own)}2e`,
    })),
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      bind: {
        dblclick: () => () => {
          onView(null);
          return null;
        },
      },
    },
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: drawn } = plot.select;
          if (drawn > 4) onView([plot.posToVal(left, "x"), plot.posToVal(left + drawn, "x")]);
          if (drawn > 0) plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [
        (plot) => {
          const left = plot.cursor.left ?? -1;
          onHover(left < 0 ? null : plot.posToVal(left, "x"));
        },
      ],
    },
  };
}

function tickText(place: number): string {
  const size = Math.abs(place);
  if (size >= 1e6) return `${Number((place / 1e6).toPrecision(4))}M`;
  if (size >= 1e4) return `${Number((place / 1e3).toPrecision(4))}k`;
  return shownNumber(place);
}
