import { Link } from "wouter-preact";
import { duration } from "../../../cli/format.js";
import type { RunSummary } from "../../api.js";
import { measuredInterval, measuredValue } from "../parts/measured.js";
import { age } from "../parts/numbers.js";
import { runLink } from "../parts/run-link.js";
import { Sparkline } from "../parts/sparkline.js";
import { StateBadge } from "../parts/state-badge.js";

interface RunRowProps {
  readonly run: RunSummary;
  /** The time, in milliseconds. */
  readonly now: number;
  readonly chosen: boolean;
  onChoose(run: string): void;
}

/** A run in the list. */
export function RunRow({ run, now, chosen, onChoose }: RunRowProps) {
  const damaged = run.state === "damaged";
  return (
    <tr>
      <td>
        {!damaged && (
          <input
            type="checkbox"
            aria-label={`Compare ${run.run}`}
            checked={chosen}
            onChange={() => onChoose(run.run)}
          />
        )}
      </td>
      <th scope="row">
        <Link href={runLink(run.run)}>{run.run}</Link>
      </th>
      <td>
        <StateBadge state={run.state} />
      </td>
      {damaged ? (
        <td colSpan={5} class="muted small damage">
          {run.error}
        </td>
      ) : (
        <>
          <td>
            {run.scenario}{" "}
            <span class="muted small">
              {run.algorithm}, seed {run.seed}
            </span>
          </td>
          <td class="number">
            <HeadlineCell run={run} />
          </td>
          <td class="number" data-label="steps">
            {run.step?.toLocaleString("en-US") ?? "–"}
          </td>
          <td class="number" data-label="trained">
            {run.minutes === undefined ? "–" : duration(run.minutes)}
          </td>
          <td class="number muted">{age(run.updated ?? run.created, now)}</td>
        </>
      )}
    </tr>
  );
}

function HeadlineCell({ run: { headline, trend = [] } }: { readonly run: RunSummary }) {
  if (!headline) return <span class="muted">not measured yet</span>;
  const interval = measuredInterval(headline);
  const words = `${headline.label}${interval && `, 95 % interval ${interval}`}`;
  return (
    <span class="headline-cell" title={words}>
      <Sparkline values={trend} label={`${trend.length} measurements of: ${headline.label}`} />
      <b>{measuredValue(headline)}</b>
      <span class="muted small headline-label">{headline.label}</span>
    </span>
  );
}
