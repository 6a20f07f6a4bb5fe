import { COLOURS } from "./series.js";

/** The colours of the theme of this moment, for what is drawn and not styled. */
export interface ChartColours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  /** `[COLOURS]` */
  readonly series: readonly string[];
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: value("--ink"),
    muted: value("--muted"),
    line: value("--line"),
    surface: value("--surface"),
    series: Array.from({ length: COLOURS }, (_, i) => value(`--series-${i + 1}`)),
  };
}

/** The dashes of series beyond the colours there are. */
export function dashOf(colour: number): number[] {
  return colour < COLOURS ? [] : [6, 4];
}
