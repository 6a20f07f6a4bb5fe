import { Link } from "wouter-preact";
import type { Game } from "../../../games/game.js";
import type { GameList, PolicyList, StoredGame } from "../../api.js";
import { resultInWords } from "../boards/names.js";
import { useGame } from "../boards/use-game.js";
import { useData } from "../data/use-data.js";
import { useRun } from "../data/use-run.js";
import { runPath } from "../data.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Nothing } from "../parts/nothing.js";
import { runLink } from "../parts/run-link.js";
import { Replay } from "./replay.js";
import "./games.css";

/** The stored games of a run: a list, and the one that is chosen. */
export function GamesView({ run, game: id }: { readonly run: string; readonly game: string | undefined }) {
  const updated = useRun(run).detail.value?.updated;
  const { value: list, error, reload } = useData<GameList>(runPath(run, "games"), {}, updated);
  if (list === undefined)
    return error ? <Failure error={error} onRetry={reload} /> : <Loading what="the games" />;
  const chosen = id ?? list.games[0]?.id;
  if (chosen === undefined)
    return (
      <Nothing title="No games are stored yet">
        <p>A run stores some of its games with each checkpoint, the first within a minute.</p>
      </Nothing>
    );
  return <Games run={run} list={list} chosen={chosen} />;
}

interface GamesProps {
  readonly run: string;
  readonly list: GameList;
  readonly chosen: string;
}

function Games({ run, list, chosen }: GamesProps) {
  const game = useGame(list.game);
  const { value: stored, error, reload } = useData<StoredGame>(runPath(run, "games", chosen));
  const updated = useRun(run).detail.value?.updated;
  const { value: policies } = useData<PolicyList>(runPath(run, "policies"), {}, updated);
  return (
    <div class="games">
      {stored === undefined &&
        (error ? <Failure error={error} onRetry={reload} /> : <Loading what="the game" />)}
      {stored && game && <Replay key={chosen} run={run} game={game} stored={stored} policies={policies} />}
      {stored && !game && <p class="line">{stored.moves.join(" ")}</p>}
      <nav class="games-list" aria-label="Stored games">
        <ul>
          {list.games.map(({ id, step, plies, returns }) => (
            <li key={id}>
              <Link href={runLink(run, `games/${id}`)} aria-current={id === chosen ? "page" : undefined}>
                <span>step {step}</span>
                <span class="muted">
                  {plies} moves, {ending(game, returns)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

function ending(game: Game | undefined, returns: readonly number[]): string {
  if (game !== undefined) return resultInWords(game, returns);
  const player = returns.findIndex((value) => value > 0);
  return player < 0 ? "a draw" : `player ${player + 1} wins`;
}
