import { EnvironmentError } from "../../errors.js";

/** A row of a dataset: values by name of the column. */
export type Row = Readonly<Record<string, unknown>>;

/** A row, and where it stands, such as `sums.jsonl:17` or `sums.parquet: row 17`. */
export interface PlacedRow {
  readonly row: Row;
  readonly place: string;
}

/** All rows of a source. */
export interface RowsFrom {
  /** The path of their file; undefined where they were given as they are. */
  readonly from?: string;
  readonly rows: readonly PlacedRow[];
}

/** A file of rows (JSON Lines, or Parquet by its ending), or the rows themselves. */
export type DatasetSource = string | URL | readonly Row[];

/** @throws EnvironmentError `DATASET_INVALID` for what is no object */
export function rowAt(value: unknown, place: string): PlacedRow {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return { row: value as Row, place };
  const found = (JSON.stringify(value) ?? "nothing").slice(0, 60);
  throw new EnvironmentError("DATASET_INVALID", `${place}: expected an object of columns, found ${found}`);
}
