import type { Order, RunColumn } from "./order.js";

interface ColumnHeadProps {
  readonly column: RunColumn;
  readonly title: string;
  readonly numeric: boolean;
  readonly order: Order;
  onOrder(order: Order): void;
}

/** The head of a column, which sorts by it: numbers from the greatest first. */
export function ColumnHead({ column, title, numeric, order, onOrder }: ColumnHeadProps) {
  const current = order.column === column;
  const sort = current ? (order.descending ? "descending" : "ascending") : "none";
  return (
    <th scope="col" aria-sort={sort} class={numeric ? "number" : undefined}>
      <button
        type="button"
        class="column-head"
        onClick={() => onOrder({ column, descending: current ? !order.descending : numeric })}
      >
        {title}
        <span aria-hidden="true">{current ? (order.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}
