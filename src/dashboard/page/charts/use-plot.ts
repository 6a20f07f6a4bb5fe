import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { themeChanges } from "../shell/theme.js";
import { chartColours } from "./colours.js";
import { Plot } from "./plot.js";
import { extent, type Series, type View } from "./series.js";
import { useTouch } from "./use-touch.js";
import { panned, zoomed } from "./view-keys.js";

/** A plot in an element, and what is in its view. */
export interface LivePlot {
  readonly host: RefObject<HTMLDivElement>;
  readonly plot: RefObject<Plot | null>;
  readonly view: View;
  setView(view: View): void;
}

/** Keeps a plot of curves in an element: made again when what they are changes, fed when they grow. */
export function usePlot(
  series: readonly Series[],
  logarithmic: boolean,
  onHover: (place: number | null) => void,
): LivePlot {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const [view, setView] = useState<View>(null);
  const newest = useRef(series);
  newest.current = series;
  const shape = JSON.stringify(
    series.map(({ label, colour, faint, low }) => [label, colour, faint, low === undefined]),
  );

  // `shape` is all of the series that the plot is made of
  useLayoutEffect(() => {
    const element = host.current!;
    const made = new Plot(element, {
      series: newest.current,
      logarithmic,
      colours: chartColours(),
      width: element.clientWidth,
      height: element.clientHeight,
      onView: setView,
      onHover,
    });
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(element.clientWidth, element.clientHeight));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, logarithmic, themeChanges.value]);

  useEffect(() => plot.current?.setSeries(series), [series]);
  // a plot that is made again has to be told as well
  useEffect(() => plot.current?.setView(view), [view, shape, logarithmic, themeChanges.value]);
  useWheel(host, plot, newest, setView);
  useTouch(host, plot, newest, setView);
  return { host, plot, view, setView };
}

/** Sideways moves what is in view; a pinch, or the wheel with the control key, zooms. Anything else scrolls the page. */
function useWheel(
  host: RefObject<HTMLDivElement>,
  plot: RefObject<Plot | null>,
  series: RefObject<readonly Series[]>,
  setView: (view: View) => void,
): void {
  useEffect(() => {
    const element = host.current!;
    const turn = (event: WheelEvent) => {
      if (!plot.current || !series.current) return;
      const all = extent(series.current);
      const range = plot.current.range;
      const box = element.getBoundingClientRect();
      if (event.ctrlKey) {
        const place = range[0] + ((event.clientX - box.left) / box.width) * (range[1] - range[0]);
        setView(zoomed(range, Math.exp(event.deltaY / 200), all, place));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        setView(panned(range, event.deltaX / box.width, all));
      } else return;
      event.preventDefault();
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  }, [host, plot, series, setView]);
}
