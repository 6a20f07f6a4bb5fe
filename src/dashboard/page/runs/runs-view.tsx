import { useMemo, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { useRuns } from "../data/use-runs.js";
import { isStatic } from "../data.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Nothing } from "../parts/nothing.js";
import { compareLink } from "../parts/run-link.js";
import { matches, type Order, sorted } from "./order.js";
import { RunsTable } from "./runs-table.js";

/** All runs, to find one or choose several. */
export function RunsView() {
  const { value, error, reload } = useRuns();
  const [order, setOrder] = useState<Order>({ column: "updated", descending: true });
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () => sorted(value?.filter((run) => matches(run, words)) ?? [], order),
    [value, words, order],
  );
  const choose = (run: string) => {
    const next = new Set(chosen);
    if (!next.delete(run)) next.add(run);
    setChosen(next);
  };
  return (
    <>
      <div class="view-head">
        <h1>Runs</h1>
        {value !== undefined && value.length > 0 && (
          <div class="view-tools">
            <input
              type="search"
              aria-label="Filter runs"
              placeholder="Filter: name, game, state…"
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
            />
            <CompareButton chosen={[...chosen]} />
          </div>
        )}
      </div>
      {error && <Failure error={error} onRetry={reload} />}
      {value === undefined && !error && <Loading what="the runs" />}
      {value?.length === 0 && <NoRuns />}
      {value !== undefined && value.length > 0 && (
        <RunsTable runs={shown} {...{ order, chosen }} onOrder={setOrder} onChoose={choose} />
      )}
      {value !== undefined && value.length > 0 && shown.length === 0 && (
        <Nothing title={`No run matches “${words}”`}>
          <button type="button" onClick={() => setWords("")}>
            Show all {value.length}
          </button>
        </Nothing>
      )}
    </>
  );
}

function CompareButton({ chosen }: { readonly chosen: readonly string[] }) {
  if (chosen.length < 2) return <span class="muted small">Choose two or more to compare them</span>;
  return (
    <Link href={compareLink(chosen)} class="button primary">
      Compare {chosen.length} runs
    </Link>
  );
}

function NoRuns() {
  if (isStatic) return <Nothing title="This site has no runs" />;
  return (
    <Nothing title="No runs yet">
      <p>Start one in another terminal; it appears here by itself:</p>
      <pre>npx selfplay train connect-four --minutes 10</pre>
      <p>
        Or <Link href="/train">train in this browser</Link>, with nothing else to install.
      </p>
    </Nothing>
  );
}
