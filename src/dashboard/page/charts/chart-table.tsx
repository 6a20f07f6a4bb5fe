import { focusable } from "../parts/focusable.js";
import { shownNumber } from "../parts/numbers.js";
import { nearest, type Series } from "./series.js";

const ROWS = 40;

interface ChartTableProps {
  readonly title: string;
  readonly axis: string;
  readonly series: readonly Series[];
}

/** The numbers of a chart: all of them where there are few, and about forty places in equal distances otherwise. */
export function ChartTable({ title, axis, series }: ChartTableProps) {
  const places = placesOf(series);
  return (
    <section class="table-scroll" ref={focusable} aria-label={`${title} as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{axis}</th>
            {series.map(({ label }) => (
              <th scope="col" class="number" key={label}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place}>
              <th scope="row">{shownNumber(place)}</th>
              {series.map((own) => {
                const at = nearest(own, place);
                return (
                  <td class="number" key={own.label}>
                    {at === undefined ? "–" : shownNumber(own.y[at])}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function placesOf(series: readonly Series[]): readonly number[] {
  const longest = series.reduce<Series | undefined>(
    (best, own) => (best === undefined || own.x.length > best.x.length ? own : best),
    undefined,
  );
  if (longest === undefined) return [];
  const { x } = longest;
  const rows = Math.min(ROWS, x.length);
  return Array.from({ length: rows }, (_, i) => x[Math.round((i * (x.length - 1)) / Math.max(1, rows - 1))]);
}
