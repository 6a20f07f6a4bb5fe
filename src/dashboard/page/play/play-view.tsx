import { useEffect, useMemo, useState } from "preact/hooks";
import { gameByName } from "../../../games/registry.js";
import type { PolicyList } from "../../api.js";
import { useData } from "../data/use-data.js";
import { runPath } from "../data.js";
import { Match } from "./match.js";
import { usePolicy } from "./use-policy.js";

/** Plays against any network of a run. It is fetched once; from then on everything happens in this page. */
export function PlayView({ run }: { readonly run: string }) {
  const { value: list, error } = useData<PolicyList>(runPath(run, "policies"));
  return (
    <>
      <h1>Play against {run}</h1>
      {error && list === undefined && <p role="alert">{error.message}</p>}
      {list === undefined && !error && <p role="status">Loading…</p>}
      {list && <Table run={run} list={list} />}
    </>
  );
}

function Table({ run, list }: { readonly run: string; readonly list: PolicyList }) {
  const { game: name, policies } = list;
  const game = useMemo(
    () => (name.file === undefined ? gameByName(name.name, name.options) : undefined),
    [name],
  );
  const [step, setStep] = useState(policies[0]?.step);
  useEffect(() => {
    if (!policies.some((policy) => policy.step === step)) setStep(policies[0]?.step);
  }, [policies, step]);
  const { think, state } = usePolicy(run, list, step);
  if (game === undefined)
    return (
      <p>
        {name.name} is a game of your own. Play it with `selfplay play {run}` on the command line.
      </p>
    );
  if (step === undefined)
    return <p>There is nothing to play yet: the run saves its first network within a minute.</p>;
  return (
    <>
      <label class="field">
        Network
        <select value={step} onChange={({ currentTarget }) => setStep(Number(currentTarget.value))}>
          {policies.map(({ step: at, elo }) => (
            <option key={at} value={at}>
              step {at}
              {elo === null ? "" : `, Elo ${Math.round(elo)}`}
            </option>
          ))}
        </select>
      </label>
      {state !== "" && <p role="alert">{state}</p>}
      <Match game={game} think={think} />
    </>
  );
}
