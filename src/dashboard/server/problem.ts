import type { ContentfulStatusCode } from "hono/utils/http-status";
import { OptionError, SelfplayError } from "../../errors.js";
import type { ApiError } from "../api.js";

/** A request that cannot be answered. */
export class Problem extends SelfplayError {
  constructor(
    readonly status: ContentfulStatusCode,
    code: string,
    message: string,
  ) {
    super(code, message);
  }
}

/** What there is none of. */
const MISSING = ["RUN_NOT_FOUND", "RUN_OTHER_KIND", "RUN_EMPTY", "STEP_MISSING", "EPISODES_MISSING"];

/** What a client is told of an error, with the status. */
export function told(error: unknown): { readonly status: ContentfulStatusCode; readonly body: ApiError } {
  if (!(error instanceof SelfplayError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { status: 500, body: { code: "INTERNAL", message } };
  }
  const { code, message } = error;
  return { status: statusOf(error), body: { code, message } };
}

function statusOf(error: SelfplayError): ContentfulStatusCode {
  if (error instanceof Problem) return error.status;
  if (error instanceof OptionError) return 400;
  if (error.code === "RUN_OUTSIDE") return 403;
  return MISSING.includes(error.code) ? 404 : 500;
}
