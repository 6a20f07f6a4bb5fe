/**
 * Benchmarks: `npm run bench` runs all, `npm run bench -- NAME… [--seconds N] [--json]` some.
 *
 * Most compare with a peer written in Python. Install what you want to compare with and name the interpreter:
 *
 *     python3 -m venv .venv && .venv/bin/pip install torch open_spiel numpy
 *     SELFPLAY_PYTHON=.venv/bin/python npm run bench
 *
 * Without a peer our side is measured alone, and `peer` and `ratio` are null.
 *
 * A benchmark is a file `bench/NAME.mjs` whose default export takes `{ python, seconds }` and returns
 * `{ name, ours, peer, ratio, unit, … }`: larger is better, and `ratio` is `ours / peer`.
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { nearest } from "../dist/suggest.js";

const NOT_BENCHES = new Set(["main", "models"]);
const known = readdirSync(new URL(".", import.meta.url))
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.slice(0, -".mjs".length))
  .filter((name) => !NOT_BENCHES.has(name));

const help = `Usage: npm run bench -- [NAME…] [--seconds N] [--json]

Benchmarks: ${known.join(", ")}

  --seconds N   how long to measure each setting (default 10); at least three calls of each side, which may take longer
  --json        print one JSON object last, or one a line for several benchmarks
  --help        this text

Peers run in the Python named by SELFPLAY_PYTHON (default python3):
  python3 -m venv .venv && .venv/bin/pip install torch open_spiel numpy
  SELFPLAY_PYTHON=.venv/bin/python npm run bench

Examples:
  npm run bench -- resnet-train
  npm run bench -- gpt-train --json`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      seconds: { type: "string", default: "10" },
    },
  });
  if (values.help) console.log(help);
  else await run(positionals.length > 0 ? positionals : known, values);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(names, { json, seconds }) {
  if (!(Number(seconds) > 0)) throw new Error(`--seconds: expected a positive number, found "${seconds}"`);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const hint = near === undefined ? `one of ${known.join(", ")}` : `did you mean ${near}?`;
    throw new Error(`unknown benchmark "${name}": ${hint}`);
  }
  const python = process.env.SELFPLAY_PYTHON ?? "python3";
  for (const name of names) {
    const { default: bench } = await import(`./${name}.mjs`);
    const result = await bench({ python, seconds: Number(seconds) });
    if (json) console.log(JSON.stringify(result));
    else report(result);
  }
}

function report({ name, ours, peer, ratio, unit, install, ...details }) {
  const compared =
    ratio === null ? `peer not installed: ${install}` : `peer ${show(peer)}, ratio ${ratio.toFixed(2)}`;
  console.log(`${name}: ${show(ours)} ${unit}; ${compared}`);
  for (const [key, value] of Object.entries(details)) {
    const rows = Array.isArray(value) ? value : [value];
    for (const row of rows) console.log(`  ${key}: ${typeof row === "object" ? fields(row) : row}`);
  }
}

function fields(row) {
  return Object.entries(row ?? {})
    .map(([key, value]) => `${key} ${show(value)}`)
    .join(", ");
}

function show(value) {
  if (typeof value !== "number") return String(value);
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
