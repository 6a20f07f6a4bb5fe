import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Plot } from "./plot.js";
import { extent, type Series, type View } from "./series.js";
import { panned, pinched } from "./view-keys.js";

/** Milliseconds between two taps that are one double tap, and pixels that a finger may move in a tap. */
const DOUBLE = 350;
const STILL = 12;

/** Two fingers zoom, one moves what is zoomed, and a double tap shows all. Up and down a finger scrolls the page. */
export function useTouch(
  host: RefObject<HTMLDivElement>,
  plot: RefObject<Plot | null>,
  series: RefObject<readonly Series[]>,
  setView: (view: View) => void,
): void {
  useEffect(() => {
    const element = host.current!;
    /** Where fingers were, as shares of the plot's width, and what was in view then. */
    let held: { readonly at: readonly number[]; readonly range: readonly [number, number] } | undefined;
    let moved = false;
    let tapped = Number.NEGATIVE_INFINITY;
    let begun = 0;

    const places = ({ touches }: TouchEvent) => {
      const { left, width } = element.querySelector(".u-over")!.getBoundingClientRect();
      return [...touches].slice(0, 2).map(({ clientX }) => (clientX - left) / width);
    };
    const hold = (event: TouchEvent) => {
      if (!plot.current) return;
      if (held === undefined) {
        moved = false;
        begun = event.touches[0].clientX;
      }
      held = event.touches.length === 0 ? undefined : { at: places(event), range: plot.current.range };
      if (event.touches.length > 1) {
        moved = true;
        event.preventDefault();
      }
    };
    const move = (event: TouchEvent) => {
      if (held === undefined || !series.current) return;
      const all = extent(series.current);
      const now = places(event);
      if (now.length === 2 && held.at.length === 2) {
        setView(pinched(held.range, held.at, now, all));
        event.preventDefault();
        return;
      }
      if (Math.abs(event.touches[0].clientX - begun) > STILL) moved = true;
      const isAll = held.range[0] <= all[0] && held.range[1] >= all[1];
      if (moved && !isAll && event.cancelable) {
        setView(panned(held.range, held.at[0] - now[0], all));
        event.preventDefault();
      }
    };
    const release = (event: TouchEvent) => {
      if (event.touches.length > 0) return hold(event);
      held = undefined;
      if (moved) return;
      if (event.timeStamp - tapped < DOUBLE) {
        setView(null);
        event.preventDefault();
        tapped = Number.NEGATIVE_INFINITY;
      } else tapped = event.timeStamp;
    };

    const listeners = { touchstart: hold, touchmove: move, touchend: release, touchcancel: release };
    const names = Object.keys(listeners) as (keyof typeof listeners)[];
    for (const name of names) element.addEventListener(name, listeners[name], { passive: false });
    return () => {
      for (const name of names) element.removeEventListener(name, listeners[name]);
    };
  }, [host, plot, series, setView]);
}
