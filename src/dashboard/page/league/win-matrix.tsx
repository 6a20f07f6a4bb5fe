import type { League, PairResult } from "../../api.js";
import { focusable } from "../parts/focusable.js";

/** Who won how much against whom: each row's points against each column, as a heat map with numbers. */
export function WinMatrix({ league: { ratings, matrix } }: { readonly league: League }) {
  return (
    <section class="card table-scroll" ref={focusable} aria-label="Win matrix">
      <h2 class="card-title">Points of the row against the column, in percent</h2>
      <p class="muted small card-title">
        A draw is half a point. Columns are numbered as the rows are; “–”: never met.
      </p>
      <table class="win-matrix">
        <thead>
          <tr>
            <th scope="col">Player</th>
            {ratings.map(({ player }, i) => (
              <th scope="col" key={player} title={player}>
                <span aria-hidden="true">{i + 1}</span>
                <span class="visually-hidden">{player}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ratings.map(({ player }, row) => (
            <tr key={player}>
              <th scope="row">
                <span class="muted">{row + 1}</span> {player}
              </th>
              {matrix[row].map((result, column) => (
                <MatrixCell key={ratings[column].player} result={result} itself={row === column} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MatrixCell({ result, itself }: { readonly result: PairResult | null; readonly itself: boolean }) {
  if (itself) return <td class="matrix-self" />;
  if (result === null) return <td class="muted">–</td>;
  const { wins, draws, losses } = result;
  const share = (wins + draws / 2) / (wins + draws + losses);
  // Seven shades: three for less than half, one for half, three for more.
  const shade = Math.min(6, Math.floor(share * 7));
  return (
    <td class={`shade-${shade}`} title={`${wins} won, ${draws} drawn, ${losses} lost`}>
      {Math.round(100 * share)}
    </td>
  );
}
