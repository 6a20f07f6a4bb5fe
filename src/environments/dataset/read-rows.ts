import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { EnvironmentError } from "../../errors.js";
import { ifExists } from "../../run/disk.js";
import { readJsonLines } from "../../run/json-lines.js";
import { type PlacedRow, type Row, type RowsFrom, rowAt } from "./row.js";

/**
 * Reads all rows of a JSON Lines or Parquet file; which of them is told by whether its name ends with `.parquet`.
 *
 * @throws EnvironmentError `DATASET_MISSING`, or `DATASET_INVALID` naming file and line
 */
export async function readRows(file: string | URL): Promise<RowsFrom> {
  const path = String(file).startsWith("file:") ? fileURLToPath(file) : String(file);
  const rows = await ifExists(/\.parquet$/i.test(path) ? readParquet(path) : readLines(path));
  if (rows === undefined) throw new EnvironmentError("DATASET_MISSING", `${path}: no such file`);
  return { from: path, rows };
}

async function readLines(path: string): Promise<PlacedRow[]> {
  const invalid = (line: number, cause: unknown) =>
    new EnvironmentError("DATASET_INVALID", `${path}:${line}: is not valid JSON`, { cause });
  const rows: PlacedRow[] = [];
  for await (const { value, line } of readJsonLines(path, { invalid })) {
    rows.push(rowAt(value, `${path}:${line}`));
  }
  return rows;
}

async function readParquet(path: string): Promise<PlacedRow[]> {
  const file = await asyncBufferFromFile(path);
  try {
    const rows: Row[] = await parquetReadObjects({ file, compressors });
    return rows.map((row, i) => ({ row: plain(row) as Row, place: `${path}: row ${i + 1}` }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${path}: is not a Parquet file that can be read: ${reason}`;
    throw new EnvironmentError("DATASET_INVALID", message, { cause });
  }
}

/** With 64-bit integers as numbers where those can hold them and as text where not, so that JSON can hold them. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}
