import type { ComponentChildren } from "preact";
import { duration } from "../../../cli/format.js";
import type { RunDetail } from "../../api.js";
import { useRun } from "../data/use-run.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { StateBadge } from "../parts/state-badge.js";
import { DamagedRun } from "./damaged-run.js";
import { RunTabs } from "./run-tabs.js";

interface RunFrameProps {
  readonly run: string;
  readonly children: ComponentChildren;
}

/** What stands around every view of a run: which one it is, how it is doing, and the ways to the other views. */
export function RunFrame({ run, children }: RunFrameProps) {
  const feed = useRun(run);
  const detail = feed.detail.value;
  const error = feed.error.value;
  return (
    <>
      <div class="run-head">
        <div class="view-head">
          <h1>{run}</h1>
          {detail && <StateBadge state={detail.state} />}
          {detail && <p class="muted run-facts">{facts(detail)}</p>}
        </div>
        {detail?.kind && <RunTabs run={run} kind={detail.kind} />}
      </div>
      {error && <Failure error={error} onRetry={() => feed.refresh()} />}
      {!detail && !error && <Loading what="the run" />}
      {detail?.state === "damaged" && <DamagedRun detail={detail} />}
      {detail && detail.state !== "damaged" && children}
    </>
  );
}

function facts({ scenario, algorithm, seed, step, minutes }: RunDetail): string {
  const parts = [scenario, algorithm, seed === undefined ? undefined : `seed ${seed}`];
  if (step !== undefined) parts.push(`${step.toLocaleString("en-US")} steps`);
  if (minutes !== undefined) parts.push(duration(minutes));
  return parts.filter((part) => part !== undefined).join(" · ");
}
