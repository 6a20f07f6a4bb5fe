import { useState } from "preact/hooks";
import type { PolicyList } from "../../api.js";
import { useGame } from "../boards/use-game.js";
import { useData } from "../data/use-data.js";
import { useRun } from "../data/use-run.js";
import { runPath } from "../data.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Nothing } from "../parts/nothing.js";
import { PROCESSOR_WORDS, ProcessorChoice } from "../remote/processor-choice.js";
import { Match } from "./match.js";
import { usePolicy } from "./use-policy.js";

/** Plays against any network of a run. It is fetched once; from then on everything happens in this page. */
export function PlayView({ run }: { readonly run: string }) {
  const updated = useRun(run).detail.value?.updated;
  const { value: list, error, reload } = useData<PolicyList>(runPath(run, "policies"), {}, updated);
  if (list === undefined)
    return error ? <Failure error={error} onRetry={reload} /> : <Loading what="the networks" />;
  return <Table run={run} list={list} />;
}

function Table({ run, list }: { readonly run: string; readonly list: PolicyList }) {
  const { policies } = list;
  const game = useGame(list.game);
  const [chosen, setChosen] = useState(policies[0]?.step);
  const step = policies.some((policy) => policy.step === chosen) ? chosen : policies[0]?.step;
  const { think, failure, processor } = usePolicy(run, list, step);
  if (game === undefined)
    return (
      <Nothing title="A game of your own has no board here">
        <p>
          Play it on the command line: <code>selfplay play {run}</code>
        </p>
      </Nothing>
    );
  if (step === undefined)
    return (
      <Nothing title="There is nothing to play against yet">
        <p>A run saves its first network within a minute of training.</p>
      </Nothing>
    );
  return (
    <>
      <div class="row fields">
        <label class="field">
          Network
          <select value={step} onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}>
            {policies.map(({ step: at, elo }) => (
              <option key={at} value={at}>
                step {at}
                {elo === null ? "" : `, Elo ${Math.round(elo)}`}
              </option>
            ))}
          </select>
        </label>
        <ProcessorChoice />
      </div>
      {processor && <p class="muted small">{PROCESSOR_WORDS[processor]}</p>}
      {failure && <Failure error={failure} />}
      <Match game={game} think={think} />
    </>
  );
}
