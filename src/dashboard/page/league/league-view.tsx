import type { League } from "../../api.js";
import { useData } from "../data/use-data.js";
import { useRun } from "../data/use-run.js";
import { runPath } from "../data.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Nothing } from "../parts/nothing.js";
import { RatingsTable } from "./ratings-table.js";
import { WinMatrix } from "./win-matrix.js";

/** How strong the past selves of a run are, and who beat whom. */
export function LeagueView({ run }: { readonly run: string }) {
  const updated = useRun(run).detail.value?.updated;
  const { value, error, reload } = useData<League>(runPath(run, "league"), {}, updated);
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!value) return <Loading what="the league" />;
  if (value.ratings.length === 0)
    return (
      <Nothing title="Nobody has been rated yet">
        <p>Past selves play one another a few times in a run, and at its end.</p>
      </Nothing>
    );
  return (
    <>
      <RatingsTable ratings={value.ratings} />
      <WinMatrix league={value} />
    </>
  );
}
