import type { Rating } from "../../../league/rating.js";
import { focusable } from "../parts/focusable.js";
import { Whisker } from "./whisker.js";

/** Players with their ratings, best first. */
export function RatingsTable({ ratings }: { readonly ratings: readonly Rating[] }) {
  const low = Math.min(...ratings.map(({ interval }) => interval[0]));
  const high = Math.max(...ratings.map(({ interval }) => interval[1]));
  const anchor = ratings.find(({ elo, interval }) => elo === 0 && interval[0] === interval[1]);
  return (
    <section class="card table-scroll" ref={focusable} aria-label="Ratings">
      <h2 class="card-title">Ratings</h2>
      <table class="ratings">
        <thead>
          <tr>
            <th scope="col" class="number">
              Rank
            </th>
            <th scope="col">Player</th>
            <th scope="col" class="number">
              Elo
            </th>
            <th scope="col" class="number">
              95 % interval
            </th>
            <th scope="col" class="whisker-cell">
              <span class="visually-hidden">Picture of the interval</span>
            </th>
            <th scope="col" class="number">
              Games
            </th>
          </tr>
        </thead>
        <tbody>
          {ratings.map((rating, i) => (
            <tr key={rating.player}>
              <td class="number muted">{i + 1}</td>
              <th scope="row">{rating.player}</th>
              <td class="number">
                <b>{Math.round(rating.elo)}</b>
              </td>
              <td class="number muted">
                {rating === anchor ? "anchor" : rating.interval.map(Math.round).join(" to ")}
              </td>
              <td class="whisker-cell">
                <Whisker value={rating.elo} interval={rating.interval} low={low} high={high} />
              </td>
              <td class="number">{rating.games}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
