import type { RunSummary } from "../../api.js";
import { focusable } from "../parts/focusable.js";
import { ColumnHead } from "./column-head.js";
import type { Order, RunColumn } from "./order.js";
import { RunRow } from "./run-row.js";

interface RunsTableProps {
  readonly runs: readonly RunSummary[];
  readonly order: Order;
  readonly chosen: ReadonlySet<string>;
  onOrder(order: Order): void;
  onChoose(run: string): void;
}

const COLUMNS: readonly (readonly [RunColumn, string, boolean])[] = [
  ["run", "Run", false],
  ["state", "State", false],
  ["scenario", "Practises", false],
  ["headline", "Held out", true],
  ["step", "Steps", true],
  ["minutes", "Time", true],
  ["updated", "Updated", true],
];

/** Runs as a table; on a narrow screen each is a card. */
export function RunsTable({ runs, order, chosen, onOrder, onChoose }: RunsTableProps) {
  const now = Date.now();
  return (
    <section class="card table-scroll" ref={focusable} aria-label="Runs">
      <table class="runs-table">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">Compare</span>
            </th>
            {COLUMNS.map(([column, title, numeric]) => (
              <ColumnHead key={column} {...{ column, title, numeric, order, onOrder }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.run} run={run} now={now} chosen={chosen.has(run.run)} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
