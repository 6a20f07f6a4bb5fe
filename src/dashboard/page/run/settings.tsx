import type { RunDetail } from "../../api.js";
import { flattened } from "../parts/flattened.js";

/** Everything that decided the run's course. */
export function Settings({ detail: { info } }: { readonly detail: RunDetail }) {
  if (!info) return null;
  const { settings, game, task, model, seed, created, versions } = { ...info.config } as Readonly<
    Record<string, unknown>
  >;
  const facts = flattened({ game, task, model, seed, created, versions, weightsSha256: info.weightsSha256 });
  return (
    <details class="section">
      <summary class="section-title">Settings</summary>
      <div class="settings-columns">
        <FactList facts={flattened(settings)} />
        <FactList facts={facts} />
      </div>
    </details>
  );
}

function FactList({ facts }: { readonly facts: ReadonlyMap<string, string> }) {
  return (
    <dl class="facts card">
      {[...facts].map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
