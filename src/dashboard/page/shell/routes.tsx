import { Route, Switch } from "wouter-preact";
import { CompareView } from "../compare/compare-view.js";
import { EpisodeView } from "../episodes/episode-view.js";
import { EpisodesView } from "../episodes/episodes-view.js";
import { LeagueView } from "../league/league-view.js";
import { Nothing } from "../parts/nothing.js";
import { RunFrame } from "../run/run-frame.js";
import { RunView } from "../run/run-view.js";
import { RunsView } from "../runs/runs-view.js";
import { LazyView } from "./lazy-view.js";
import { NoPage } from "./no-page.js";

const gamesView = async () => (await import("../games/games-view.js")).GamesView;
const playView = async () => (await import("../play/play-view.js")).PlayView;
const trainView = async () => (await import("../train/train-view.js")).TrainView;

/** Which view stands at which address. */
export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <RunsView />
      </Route>
      <Route path="/compare/:runs">
        {({ runs }) => <CompareView runs={decodeURIComponent(runs).split(",").map(decodeURIComponent)} />}
      </Route>
      <Route path="/run/:run/*?">{({ run }) => <RunRoutes run={decodeURIComponent(run)} />}</Route>
      <Route path="/train">
        <LazyView load={trainView} />
      </Route>
      <Route>
        <NoPage />
      </Route>
    </Switch>
  );
}

function RunRoutes({ run }: { readonly run: string }) {
  return (
    <RunFrame run={run}>
      <Switch>
        <Route path="/run/:run/games/:game?">
          {({ game }) => <LazyView load={gamesView} run={run} game={game} />}
        </Route>
        <Route path="/run/:run/play">
          <LazyView load={playView} run={run} />
        </Route>
        <Route path="/run/:run/episodes/:number">
          {({ number }) => <EpisodeView run={run} number={Number(number)} />}
        </Route>
        <Route path="/run/:run/episodes">
          <EpisodesView run={run} />
        </Route>
        <Route path="/run/:run/league">
          <LeagueView run={run} />
        </Route>
        <Route path="/run/:run">
          <RunView run={run} />
        </Route>
        <Route>
          <Nothing title="There is no such page">
            <a href="#/">All runs</a>
          </Nothing>
        </Route>
      </Switch>
    </RunFrame>
  );
}
