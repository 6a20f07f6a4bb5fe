import type { Game } from "../../../games/game.js";
import type { Analysis } from "../../../league/analyst.js";
import { playerName } from "../boards/names.js";
import { percent } from "./percent.js";
import "./play.css";

const SHOWN = 6;

interface ThoughtsProps {
  readonly game: Game;
  /** The player to move in the position that was thought about. */
  readonly player: number;
  readonly analysis: Analysis;
}

/** What a network thinks of a position: its win estimate, its moves with and without search, and how it expects to go on. */
export function Thoughts({ game, player, analysis }: ThoughtsProps) {
  const { prior, policy, visits, line, value, networkValue, simulations } = analysis;
  const moves = Array.from(policy, (share, action) => ({ share, action }))
    .filter(({ share, action }) => share >= 0.005 || prior[action] >= 0.02 || visits[action] > 0)
    .sort((a, b) => b.share - a.share || prior[b.action] - prior[a.action])
    .slice(0, SHOWN);
  return (
    <section class="thoughts" aria-label="What the network thinks">
      <p>
        <strong>{percent((value + 1) / 2)}</strong> for {playerName(game, player)} after {simulations}{" "}
        simulations; {percent((networkValue + 1) / 2)} by the network alone.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Move</th>
            <th scope="col">Search</th>
            <th scope="col">Network</th>
            <th scope="col">Visits</th>
          </tr>
        </thead>
        <tbody>
          {moves.map(({ share, action }) => (
            <tr key={action}>
              <th scope="row">{game.actionName(action)}</th>
              <td>
                <Bar share={share} />
              </td>
              <td>
                <Bar share={prior[action]} />
              </td>
              <td>{visits[action]}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small">
        Expects: <span class="line">{line.map((action) => game.actionName(action)).join(" ")}</span>
      </p>
    </section>
  );
}

function Bar({ share }: { readonly share: number }) {
  return (
    <span class="bar">
      <span class="bar-fill" style={{ width: `${100 * share}%` }} />
      <span class="bar-text">{percent(share)}</span>
    </span>
  );
}
