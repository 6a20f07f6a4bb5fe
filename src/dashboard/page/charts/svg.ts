import { shownNumber } from "../parts/numbers.js";
import { type ChartColours, dashOf } from "./colours.js";
import { decimate } from "./decimate.js";
import type { Series } from "./series.js";
import { ticks } from "./ticks.js";

const WIDTH = 900;
const HEIGHT = 420;
const MARGIN = { left: 70, right: 20, top: 70, bottom: 50 };

/** What a picture of a chart needs. */
export interface Picture {
  readonly title: string;
  readonly axis: string;
  readonly series: readonly Series[];
  readonly range: readonly [number, number];
  readonly logarithmic: boolean;
  readonly colours: ChartColours;
}

/** A chart as an SVG file. */
export function toSvg({ title, axis, series, range, logarithmic, colours }: Picture): string {
  const [plotWidth, plotHeight] = [WIDTH - MARGIN.left - MARGIN.right, HEIGHT - MARGIN.top - MARGIN.bottom];
  const drawn = decimate(series, range, plotWidth);
  const scaled = (value: number) => (logarithmic ? Math.log10(value) : value);
  const values = [...drawn.y, ...drawn.low, ...drawn.high]
    .flatMap((row) => row ?? [])
    .filter((value): value is number => typeof value === "number" && Number.isFinite(scaled(value)));
  const low = values.reduce((least, value) => Math.min(least, scaled(value)), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, scaled(value)), Number.NEGATIVE_INFINITY);
  const span = high > low ? high - low : 1;
  const px = (x: number) => MARGIN.left + ((x - range[0]) / (range[1] - range[0])) * plotWidth;
  const py = (y: number) => MARGIN.top + plotHeight - ((scaled(y) - low) / span) * plotHeight;

  const path = (row: readonly (number | null | undefined)[]) =>
    drawn.x
      .map((x, i) => [x, row[i]] as const)
      .filter((point): point is readonly [number, number] => Number.isFinite(scaled(point[1] ?? Number.NaN)))
      .map(([x, y], i) => `${i === 0 ? "M" : "L"}${px(x).toFixed(1)} ${py(y).toFixed(1)}`)
      .join("");
  const lines = series.map(({ colour }, s) => {
    const dash = dashOf(colour).join(" ");
    return `<path d="${path(drawn.y[s])}" fill="none" stroke="${colours.series[colour % colours.series.length]}" stroke-width="2" stroke-linejoin="round"${dash && ` stroke-dasharray="${dash}"`}/>`;
  });
  const yTicks = ticks(low, low + span, 5).map((tick) => {
    const value = logarithmic ? 10 ** tick : tick;
    const y = py(value).toFixed(1);
    return `<path d="M${MARGIN.left} ${y}H${WIDTH - MARGIN.right}" stroke="${colours.line}"/><text x="${MARGIN.left - 8}" y="${y}" dy="0.35em" text-anchor="end">${shownNumber(value)}</text>`;
  });
  const xTicks = ticks(range[0], range[1], 8).map(
    (tick) =>
      `<text x="${px(tick).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle">${shownNumber(tick)}</text>`,
  );
  const legend = series.map(
    ({ label, colour }, s) =>
      `<text x="${MARGIN.left + (s % 4) * 205}" y="${46 + 14 * Math.floor(s / 4)}" fill="${colours.series[colour % colours.series.length]}">━ ${escaped(label)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="12" fill="${colours.muted}">
<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${colours.surface}"/>
<text x="${MARGIN.left}" y="26" font-size="16" font-weight="600" fill="${colours.ink}">${escaped(title)}</text>
${[...legend, ...yTicks, ...xTicks, ...lines].join("\n")}
<text x="${WIDTH - MARGIN.right}" y="${HEIGHT - 10}" text-anchor="end">${escaped(axis)}</text>
</svg>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
