import { COLOURS } from "../charts/series.js";
import { focusable } from "../parts/focusable.js";
import type { Difference, SeedGroup } from "./seed-groups.js";

interface SettingsDiffProps {
  readonly groups: readonly SeedGroup[];
  readonly differences: readonly Difference[];
}

/** In which settings runs differ; those that are the same are left out. */
export function SettingsDiff({ groups, differences }: SettingsDiffProps) {
  if (groups.length === 1) return <p>These runs differ in nothing but their seeds.</p>;
  return (
    <section class="card table-scroll" ref={focusable} aria-label="Settings that differ">
      <h2 class="card-title">Settings that differ</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            {groups.map(({ label }, i) => (
              <th scope="col" key={label}>
                <span class={`swatch series-${(i % COLOURS) + 1}`} aria-hidden="true" /> {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name.replace(/^settings\./, "")}</code>
              </th>
              {values.map((value, i) => (
                <td key={groups[i].label}>{value ?? <span class="muted">–</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
