import { SelfplayError } from "../../errors.js";
import { DamagedCheckpointError } from "../../run/index.js";

/** Adds to an error of a training run the flags of `selfplay train` that get past it. */
export function withHint(error: unknown): unknown {
  if (!(error instanceof SelfplayError)) return error;
  const hint = hintFor(error);
  if (hint !== undefined) error.message += ` (${hint})`;
  return error;
}

function hintFor(error: SelfplayError): string | undefined {
  if (error.code === "RUN_EXISTS") return "--resume, --overwrite, --out";
  if (error instanceof DamagedCheckpointError && error.lastGood) return "--resume --fallback goes on from it";
  return undefined;
}
