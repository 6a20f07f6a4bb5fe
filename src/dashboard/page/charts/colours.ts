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
  // What `light-dark()` comes to only an element can say that has the colour.
  const probe = document.documentElement.appendChild(document.createElement("span"));
  const style = getComputedStyle(probe);
  const value = (name: string) => {
    probe.style.color = `var(${name})`;
    return hex(style.color);
  };
  const colours = {
    ink: value("--ink"),
    muted: value("--muted"),
    line: value("--line"),
    surface: value("--surface"),
    series: Array.from({ length: COLOURS }, (_, i) => value(`--series-${i + 1}`)),
  };
  probe.remove();
  return colours;
}

/** `rgb(0, 114, 178)` as `#0072b2`, behind which an opacity can stand. */
function hex(rgb: string): string {
  const parts = (rgb.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The dashes of series beyond the colours there are. */
export function dashOf(colour: number): number[] {
  return colour < COLOURS ? [] : [6, 4];
}
