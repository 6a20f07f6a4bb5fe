import type { Game } from "../../../games/game.js";
import type { StoredGame } from "../../api.js";
import { playerName } from "../boards/names.js";

const [WIDTH, HEIGHT, INSET] = [320, 110, 8];
const RANDOM = 0;

interface ValueChartProps {
  readonly game: Game;
  readonly stored: StoredGame;
  readonly ply: number;
}

/** What each search expected, seen from the first player: up is good for it. */
export function ValueChart({ game, stored, ply }: ValueChartProps) {
  const { values, players, kinds } = stored;
  const plies = values.length;
  const x = (at: number) => INSET + (at / Math.max(1, plies)) * (WIDTH - 2 * INSET);
  const y = (value: number) => HEIGHT / 2 - (value * (HEIGHT - 2 * INSET)) / 2;
  const searched = values
    .map((value, at) => ({ at, value: players[at] === 0 ? value : -value }))
    .filter(({ at }) => kinds[at] !== RANDOM);
  const first = playerName(game, 0);
  const last = searched.at(-1);
  const words =
    last === undefined ? "no searches" : `from ${shown(searched[0].value)} to ${shown(last.value)}`;
  return (
    <figure class="value-chart">
      <figcaption class="small muted">Value for {first}, by its searches</figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Value for ${first} over the game: ${words}`}
      >
        <path class="value-axis" d={`M${INSET} ${HEIGHT / 2}H${WIDTH - INSET}`} />
        <polyline
          class="value-line"
          points={searched.map(({ at, value }) => `${x(at)},${y(value)}`).join(" ")}
        />
        {searched.map(({ at, value }) => (
          <circle
            key={at}
            class={players[at] === 0 ? "value-first" : "value-second"}
            cx={x(at)}
            cy={y(value)}
            r="2.5"
          />
        ))}
        <path class="value-now" d={`M${x(ply)} 2V${HEIGHT - 2}`} />
      </svg>
    </figure>
  );
}

const shown = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
