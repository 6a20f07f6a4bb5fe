import { Column } from "./column.js";
import { MetricStore } from "./metric-store.js";
import { MetricTable } from "./metric-table.js";

/** What stands before the numbers. */
interface Head {
  /** Names the place in metrics.jsonl up to which lines are here, as the ids of events do. */
  readonly place: string;
  readonly samples: number;
  /** Null where no line tells any. */
  readonly processorSeconds: number | null;
  readonly tables: readonly PackedTable[];
}

interface PackedTable {
  readonly source: string;
  readonly rows: number;
  /** Names and lengths of the columns, in the order in which their numbers stand. */
  readonly columns: readonly (readonly [string, number])[];
  /** The same of the bounds of `value`: none, or two. */
  readonly bounds: readonly number[];
}

const NUMBER = Float64Array.BYTES_PER_ELEMENT;

/**
 * A store as bytes: the length of a head (uint32), the head as JSON, filled up with spaces, so that the numbers begin at a multiple of
 * 8; then the numbers of all columns (float64; all of it little-endian).
 */
export function packMetrics(store: MetricStore, place: string): Uint8Array<ArrayBuffer> {
  const tables = [...store.tables];
  const columns = tables.flatMap(([, table]) => [...table.columns.values(), ...table.bounds]);
  const head: Head = {
    place,
    samples: store.samples,
    processorSeconds: Number.isNaN(store.processorSeconds) ? null : store.processorSeconds,
    tables: tables.map(([source, table]) => ({
      source,
      rows: table.rows,
      columns: [...table.columns].map(([name, { length }]) => [name, length]),
      bounds: table.bounds.map(({ length }) => length),
    })),
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const begin = Math.ceil((4 + text.length) / NUMBER) * NUMBER;
  const numbers = columns.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(begin + NUMBER * numbers);
  new DataView(bytes.buffer).setUint32(0, begin - 4, true);
  bytes.set(text, 4);
  bytes.fill(0x20, 4 + text.length, begin);
  const values = new Float64Array(bytes.buffer, begin);
  let at = 0;
  for (const column of columns) {
    values.set(column.values, at);
    at += column.length;
  }
  return bytes;
}

/** The store that was packed, and the place in the file up to which it goes. The numbers are not copied. */
export function unpackMetrics(buffer: ArrayBuffer): { readonly store: MetricStore; readonly place: string } {
  const size = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size))) as Head;
  let at = 4 + size;
  const column = (length: number) => {
    const values = new Float64Array(buffer, at, length);
    at += NUMBER * length;
    return new Column(values);
  };
  const tables = head.tables.map(({ source, rows, columns, bounds }) => {
    const named = columns.map(([name, length]) => [name, column(length)] as const);
    return [source, new MetricTable(rows, new Map(named), bounds.map(column))] as const;
  });
  const { samples, processorSeconds, place } = head;
  return { store: new MetricStore(new Map(tables), samples, processorSeconds ?? Number.NaN), place };
}
