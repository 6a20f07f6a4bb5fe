import { useMemo } from "preact/hooks";
import { Chart } from "../charts/chart.js";
import { percent } from "../play/percent.js";
import type { Training } from "./training.js";

/** How far a training is and how strong it has become, live. */
export function Progress({ training }: { readonly training: Training }) {
  const measured = training.measured.value;
  const losses = training.losses.value;
  const strengthSeries = useMemo(() => {
    const labels = measured[0]?.strengths.map(({ label }) => label) ?? [];
    return labels.map((label, i) => ({
      label,
      colour: i,
      x: Float64Array.from(measured, ({ seconds }) => seconds),
      y: Float64Array.from(measured, ({ strengths }) => strengths[i].share),
    }));
  }, [measured]);
  const lossSeries = useMemo(() => {
    const x = Float64Array.from(losses, ({ seconds }) => seconds);
    return [
      { label: "policy", colour: 0, x, y: Float64Array.from(losses, ({ policy }) => policy) },
      { label: "value", colour: 1, x, y: Float64Array.from(losses, ({ value }) => value) },
    ];
  }, [losses]);
  const latest = training.latest.value;
  const newest = measured.at(-1);
  const perfect = measured.find(({ strengths }) =>
    strengths.some(({ label, share }) => label === PERFECT && share === 1),
  );
  return (
    <section class="train-progress" aria-label="Progress">
      <dl class="train-facts">
        <Fact name="Seconds" value={latest ? (latest.progress.minutes * 60).toFixed(0) : "0"} />
        <Fact name="Games" value={String(latest?.progress.games ?? 0)} />
        <Fact name="Positions" value={String(latest?.progress.positions ?? 0)} />
        <Fact name="Steps learnt" value={String(latest?.progress.step ?? 0)} />
        <Fact
          name="Positions a second"
          value={latest ? Number(latest.metrics.pliesPerSecond).toFixed(0) : "0"}
        />
        <Fact name="Parameters" value={String(training.parameters.value)} />
      </dl>
      <ul class="strengths" aria-label="Strength now">
        {newest?.strengths.map(({ label, share, count }) => (
          <li key={label}>
            <strong>{share === 1 ? "100 %" : percent(share)}</strong> {label} ({count})
          </li>
        ))}
      </ul>
      {perfect && (
        <p class="perfect" role="status">
          Perfect play after {perfect.seconds.toFixed(0)} seconds: an opponent that tries every move, on
          either side, wins none of its games.
        </p>
      )}
      <Chart title="Strength against what it never trained on" axis="seconds" series={strengthSeries} />
      <Chart title="Losses" axis="seconds" series={lossSeries} />
    </section>
  );
}

const PERFECT = "not lost against every possible play";

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
