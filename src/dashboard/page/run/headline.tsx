import { strength } from "../../../cli/format.js";
import type { RunDetail } from "../../api.js";
import { measuredInterval, measuredValue } from "../parts/measured.js";
import { Sparkline } from "../parts/sparkline.js";

/** The number that the run is judged by, against what it was measured, and how sure it is. */
export function Headline({ detail }: { readonly detail: RunDetail }) {
  const { headline, trend = [], info } = detail;
  if (!headline)
    return (
      <section class="headline card" aria-label="Headline">
        <p class="headline-value muted">–</p>
        <p>Not measured against anything held out yet. The first measurement comes while it trains.</p>
      </section>
    );
  const interval = measuredInterval(headline);
  const before = info?.evaluations.findLast(({ when }) => when === "before");
  const elo =
    headline.label === "Elo" ? undefined : info?.evaluations.findLast(({ label }) => label === "Elo");
  return (
    <section class="headline card" aria-label="Headline">
      <p class="headline-value">{measuredValue(headline)}</p>
      <div class="headline-words">
        <h2>{headline.label}</h2>
        {interval && <p>95 % interval {interval}</p>}
        <p class="muted">
          measured at step {headline.step.toLocaleString("en-US")}
          {before && before !== headline && `; ${measuredValue(before)} before it began to practise`}
          {elo && `; Elo ${strength("Elo", elo.value)}`}
        </p>
      </div>
      <Sparkline values={trend} label={`${trend.length} measurements, the last ${measuredValue(headline)}`} />
    </section>
  );
}
