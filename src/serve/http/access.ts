import type { IncomingHttpHeaders } from "node:http";
import { OptionError } from "../../errors.js";
import { isLoopback, sameSecret, sourceProblem } from "../../http/source.js";
import { ApiError } from "../protocol/api-error.js";

/** Who may ask. */
export interface AccessRules {
  /** The address that the server listens on. */
  readonly host: string;
  /** Left out: whoever reaches a server on the loopback interface may ask. */
  readonly token?: string | undefined;
  /** Origins of web pages that may ask, `*` for any. */
  readonly origins: readonly string[];
}

/** Sees who may ask: whose page it is, and who has the key. */
export class Access {
  /** @throws OptionError where a server could be reached by other machines and has no key */
  constructor(private readonly rules: AccessRules) {
    if (rules.token === "") throw new OptionError("token", "a text that is not empty", "");
    if (!isLoopback(rules.host) && rules.token === undefined) {
      const expected = `one, as other machines reach a server on ${rules.host}`;
      throw new OptionError("token", expected, undefined);
    }
  }

  /** @throws ApiError 403 for a name or a web page that has no business here */
  checkSource(headers: IncomingHttpHeaders): void {
    const { host } = this.rules;
    const problem = sourceProblem(headers, { host, allowsOrigin: (origin) => this.allows(origin) });
    if (problem) throw new ApiError(403, problem.message, { code: problem.code });
  }

  /** @throws ApiError 401 without the right key */
  checkKey({ authorization = "" }: IncomingHttpHeaders): void {
    const { token } = this.rules;
    if (token === undefined) return;
    const given = /^Bearer\s+(.*)$/i.exec(authorization)?.[1];
    if (given !== undefined && sameSecret(given, token)) return;
    const message =
      given === undefined
        ? "Authorization: expected Bearer and the server's API key, found no key"
        : "Authorization: the API key is not this server's";
    throw new ApiError(401, message, { code: "invalid_api_key", headers: { "WWW-Authenticate": "Bearer" } });
  }

  /** Headers by which a browser lets a page see the answer. */
  corsHeaders({ origin }: IncomingHttpHeaders): Readonly<Record<string, string>> {
    if (origin === undefined || !this.allows(origin)) return {};
    return {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Expose-Headers": "x-request-id, retry-after",
      Vary: "Origin",
    };
  }

  private allows(origin: string): boolean {
    const { origins } = this.rules;
    return origins.includes("*") || origins.includes(origin);
  }
}

/** What a browser is told that asks beforehand whether a page may. */
export function preflightHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const asked = headers["access-control-request-headers"];
  return {
    "Access-Control-Allow-Methods": "GET, POST",
    ...(asked !== undefined && { "Access-Control-Allow-Headers": asked }),
    "Access-Control-Max-Age": "600",
  };
}
