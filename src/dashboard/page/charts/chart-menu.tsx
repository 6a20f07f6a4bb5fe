import type { RefObject } from "preact";
import { download } from "../parts/download.js";
import { Menu } from "../parts/menu.js";
import { chartColours } from "./colours.js";
import { toCsv } from "./csv.js";
import type { Plot } from "./plot.js";
import { toPng } from "./png.js";
import type { Series } from "./series.js";
import { toSvg } from "./svg.js";

interface ChartMenuProps {
  readonly title: string;
  readonly axis: string;
  /** As recorded. */
  readonly series: readonly Series[];
  /** As drawn, without what is faint. */
  readonly main: readonly Series[];
  readonly plot: RefObject<Plot | null>;
  readonly logarithmic: boolean;
  readonly asTable: boolean;
  onLogarithmic(): void;
  onTable(): void;
}

/** What one can do with a chart besides looking at it. */
export function ChartMenu(props: ChartMenuProps) {
  const { title, axis, series, main, plot, logarithmic, asTable, onLogarithmic, onTable } = props;
  const savePng = async () => {
    if (plot.current) download(`${title}.png`, await toPng(plot.current.canvas, title, main, chartColours()));
  };
  const saveSvg = () => {
    if (!plot.current) return;
    const { range } = plot.current;
    const svg = toSvg({ title, axis, series: main, range, logarithmic, colours: chartColours() });
    download(`${title}.svg`, new Blob([svg], { type: "image/svg+xml" }));
  };
  const saveCsv = () => download(`${title}.csv`, new Blob([toCsv(series, axis)], { type: "text/csv" }));
  return (
    <Menu label={`Options of ${title}`}>
      <button type="button" aria-pressed={logarithmic} onClick={onLogarithmic}>
        Logarithmic axis
      </button>
      <button type="button" aria-pressed={asTable} onClick={onTable}>
        Table
      </button>
      <button type="button" onClick={savePng}>
        Save as PNG
      </button>
      <button type="button" onClick={saveSvg}>
        Save as SVG
      </button>
      <button type="button" onClick={saveCsv}>
        Save as CSV
      </button>
    </Menu>
  );
}
