import { useRun } from "../data/use-run.js";
import { Loading } from "../parts/loading.js";
import { ChartsPanel } from "./charts-panel.js";
import { Findings } from "./findings.js";
import { Headline } from "./headline.js";
import { Settings } from "./settings.js";

/** How a run is doing: what it can, what is wrong, and how it came there. */
export function RunView({ run }: { readonly run: string }) {
  const feed = useRun(run);
  const detail = feed.detail.value;
  if (!detail) return null;
  return (
    <>
      <Findings findings={detail.findings ?? []} severity="problem" />
      <Headline detail={detail} />
      <Findings findings={detail.findings ?? []} severity="warning" />
      {feed.complete.value ? (
        <ChartsPanel
          store={feed.metrics}
          version={feed.version.value}
          training={detail.state === "training"}
        />
      ) : (
        <Loading what="the curves" />
      )}
      <Settings detail={detail} />
    </>
  );
}
