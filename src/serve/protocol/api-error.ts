import { SelfplayError } from "../../errors.js";

/** What kind of error a client is told of, in the words of the OpenAI protocol. */
export type ApiErrorType =
  | "invalid_request_error"
  | "authentication_error"
  | "permission_error"
  | "rate_limit_error"
  | "server_error";

/** Facts of an {@link ApiError}. */
export interface ApiErrorOptions extends ErrorOptions {
  /** What programs tell errors apart by, in the protocol's words: `model_not_found`, `invalid_value`. */
  readonly code: string;
  /** The field of the request that is at fault: `messages[0].role`. */
  readonly param?: string;
  /** Headers that go with the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is refused or has failed: its HTTP status, and what the client is told. */
export class ApiError extends SelfplayError {
  readonly status: number;
  readonly param: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, { code, param, headers = {}, ...rest }: ApiErrorOptions) {
    super(code, message, rest);
    this.status = status;
    this.param = param;
    this.headers = headers;
  }

  /** The body of the answer. */
  get body(): { readonly error: Readonly<Record<"message" | "type" | "param" | "code", string | null>> } {
    const { message, status, param = null, code } = this;
    return { error: { message, type: typeOf(status), param, code } };
  }
}

function typeOf(status: number): ApiErrorType {
  if (status === 401) return "authentication_error";
  if (status === 403) return "permission_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
