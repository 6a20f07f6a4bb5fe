import { createHash } from "node:crypto";
import { RunError } from "../errors.js";
import type { FileDigest } from "./disk.js";

/** What a checkpoint says about itself, in its `manifest.json`. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  /** {@link RunConfig.id} of the run it belongs to. */
  readonly run: string;
  /** Learner's steps made. */
  readonly step: number;
  /** When it was written, ISO 8601. */
  readonly created: string;
  /** Step of the checkpoint before this one. */
  readonly previous: number | null;
  /** How good it is; the highest is kept. */
  readonly score: number | null;
  /** Length of `metrics.jsonl` when it was written: what follows is written again after resuming. */
  readonly metricsBytes: number;
  /** Whatever its writer needs besides the files. */
  readonly meta: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, FileDigest>>;
}

const FORMAT = "selfplay-checkpoint";
const VERSION = 1;

/** The text of a manifest: JSON with a checksum of itself as the last entry. */
export function encodeManifest(manifest: Omit<Manifest, "format" | "version">): string {
  const body = { format: FORMAT, version: VERSION, ...manifest };
  return `${JSON.stringify({ ...body, checksum: checksumOf(body) }, null, 2)}\n`;
}

/**
 * Reads the text of a manifest.
 * @param run the run it should belong to
 * @param source its path, for errors
 * @throws RunError `RUN_DAMAGED` or `RUN_FOREIGN`
 */
export function decodeManifest(text: string, run: string, source: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new RunError("RUN_DAMAGED", `${source}: is not valid JSON (${text.length} characters)`, { cause });
  }
  const { checksum, ...body } = (parsed ?? {}) as Partial<Manifest> & { readonly checksum?: string };
  if (body.format !== FORMAT)
    throw new RunError("RUN_FOREIGN", `${source}: is not the manifest of a checkpoint of this program`);
  if (body.version !== VERSION)
    throw new RunError(
      "RUN_FOREIGN",
      `${source}: has format version ${body.version}, this program reads ${VERSION}`,
    );
  if (checksum !== checksumOf(body))
    throw new RunError("RUN_DAMAGED", `${source}: does not match its own checksum`);
  const manifest = body as Manifest;
  if (manifest.run !== run)
    throw new RunError("RUN_FOREIGN", `${source}: belongs to run ${manifest.run}, not to this one (${run})`);
  return manifest;
}

function checksumOf(body: object): string {
  // The text that was parsed gives the same text again: JSON.stringify keeps the order of the entries.
  return createHash("sha256")
    .update(JSON.stringify(JSON.parse(JSON.stringify(body))))
    .digest("hex");
}
