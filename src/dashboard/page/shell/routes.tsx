import { Route, Switch } from "wouter-preact";
import { LazyView } from "./lazy-view.js";

const gamesView = async () => (await import("../games/games-view.js")).GamesView;
const playView = async () => (await import("../play/play-view.js")).PlayView;
const trainView = async () => (await import("../train/train-view.js")).TrainView;

/** Which view stands at which address. */
export function Routes() {
  return (
    <Switch>
      <Route path="/">
        <h1>Runs</h1>
      </Route>
      <Route path="/compare/:runs">{({ runs }) => <h1>Compare {runs}</h1>}</Route>
      <Route path="/run/:run/games/:game?">
        {({ run, game }) => <LazyView load={gamesView} run={run} game={game} />}
      </Route>
      <Route path="/run/:run/play">{({ run }) => <LazyView load={playView} run={run} />}</Route>
      <Route path="/run/:run/episodes/:number?">{({ run }) => <h1>Episodes of {run}</h1>}</Route>
      <Route path="/run/:run/league">{({ run }) => <h1>League of {run}</h1>}</Route>
      <Route path="/run/:run">{({ run }) => <h1>{run}</h1>}</Route>
      <Route path="/train">
        <LazyView load={trainView} />
      </Route>
      <Route>
        <h1>No such page</h1>
      </Route>
    </Switch>
  );
}
