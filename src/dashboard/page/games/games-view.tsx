import { useMemo } from "preact/hooks";
import { Link } from "wouter-preact";
import { gameByName } from "../../../games/registry.js";
import type { GameList, PolicyList, StoredGame } from "../../api.js";
import { resultInWords } from "../boards/names.js";
import { useData } from "../data/use-data.js";
import { runPath } from "../data.js";
import { Replay } from "./replay.js";
import "./games.css";

/** The stored games of a run: a list, and the one that is chosen. */
export function GamesView({ run, game: id }: { readonly run: string; readonly game: string | undefined }) {
  const { value: list, error } = useData<GameList>(runPath(run, "games"));
  const { value: policies } = useData<PolicyList>(runPath(run, "policies"));
  const chosen = id ?? list?.games[0]?.id;
  if (list === undefined)
    return (
      <>
        <h1>Games of {run}</h1>
        {error ? <p role="alert">{error.message}</p> : <p role="status">Loading…</p>}
      </>
    );
  return (
    <>
      <h1>Games of {run}</h1>
      {list.games.length === 0 && (
        <p>
          No games are stored yet. A run stores some of its games with each checkpoint, the first within a
          minute.
        </p>
      )}
      <div class="games">
        {chosen !== undefined && <Shown run={run} id={chosen} list={list} policies={policies} />}
        <List run={run} list={list} chosen={chosen} />
      </div>
    </>
  );
}

interface ShownProps {
  readonly run: string;
  readonly id: string;
  readonly list: GameList;
  readonly policies: PolicyList | undefined;
}

function Shown({ run, id, list, policies }: ShownProps) {
  const { value: stored, error } = useData<StoredGame>(runPath(run, "games", id));
  const name = list.game;
  const game = useMemo(
    () => (name.file === undefined ? gameByName(name.name, name.options) : undefined),
    [name],
  );
  if (stored === undefined)
    return error ? <p role="alert">{error.message}</p> : <p role="status">Loading…</p>;
  if (game === undefined) return <p class="line">{stored.moves.join(" ")}</p>;
  return <Replay key={id} run={run} game={game} stored={stored} policies={policies} />;
}

interface ListProps {
  readonly run: string;
  readonly list: GameList;
  readonly chosen: string | undefined;
}

function List({ run, list, chosen }: ListProps) {
  const name = list.game;
  const game = useMemo(
    () => (name.file === undefined ? gameByName(name.name, name.options) : undefined),
    [name],
  );
  return (
    <nav class="games-list" aria-label="Stored games">
      <ul>
        {list.games.map(({ id, step, plies, returns }) => (
          <li key={id}>
            <Link
              href={`/run/${encodeURIComponent(run)}/games/${id}`}
              aria-current={id === chosen ? "page" : undefined}
            >
              <span>step {step}</span>
              <span class="muted">
                {plies} moves, {game ? resultInWords(game, returns) : (winner(returns) ?? "a draw")}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function winner(returns: readonly number[]): string | undefined {
  const player = returns.findIndex((value) => value > 0);
  return player < 0 ? undefined : `player ${player + 1} wins`;
}
