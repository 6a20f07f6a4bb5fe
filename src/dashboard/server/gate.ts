import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { OptionError } from "../../errors.js";
import { isLoopback, sameSecret, sourceProblem } from "../../http/source.js";
import { Problem } from "./problem.js";

/** Who may look at the dashboard. */
export interface GateRules {
  /** The address that the server listens on. */
  readonly host: string;
  /** Left out: whoever reaches a server on a loopback address may look. */
  readonly token?: string | undefined;
}

/**
 * Lets in requests that only read, come from this server's own page or from no page at all, and have the token where one is
 * needed: as a cookie, which the address with `?token=` sets, or as `Authorization: Bearer`.
 *
 * @throws OptionError where a server could be reached by other machines and has no token
 */
export function gate({ host, token }: GateRules): MiddlewareHandler {
  if (token === "") throw new OptionError("token", "a text that is not empty", "");
  if (token === undefined && !isLoopback(host))
    throw new OptionError("token", `one, as other machines reach a server on ${host}`, undefined);
  return async (context, next) => {
    checkMethod(context);
    checkSource(context, host);
    if (token === undefined) return next();
    const given = context.req.query("token");
    if (given !== undefined && sameSecret(given, token)) return welcome(context, token);
    if (!hasToken(context, token)) {
      context.header("WWW-Authenticate", "Bearer");
      const message = "this dashboard needs its token: open the address that `selfplay watch` printed";
      throw new Problem(401, "TOKEN_NEEDED", message);
    }
    return next();
  };
}

function checkMethod(context: Context): void {
  const { method } = context.req;
  if (method === "GET" || method === "HEAD") return;
  context.header("Allow", "GET, HEAD");
  throw new Problem(
    405,
    "METHOD_NOT_ALLOWED",
    `expected GET or HEAD, found ${method}: a dashboard only shows`,
  );
}

function checkSource(context: Context, host: string): void {
  const { req } = context;
  const headers = { host: req.header("host"), origin: req.header("origin") };
  const own = headers.host;
  const problem = sourceProblem(headers, {
    host,
    allowsOrigin: (origin) =>
      own !== undefined && (origin === `http://${own}` || origin === `https://${own}`),
  });
  if (problem) throw new Problem(403, problem.code.toUpperCase(), problem.message);
  // Images and scripts that another site's page loads from here send no `Origin`; newer browsers say so otherwise.
  const site = req.header("sec-fetch-site");
  if ((site === "cross-site" || site === "same-site") && req.header("sec-fetch-mode") !== "navigate")
    throw new Problem(
      403,
      "ORIGIN_NOT_ALLOWED",
      "Sec-Fetch-Site: pages of other sites may not ask this server",
    );
}

function hasToken(context: Context, token: string): boolean {
  const bearer = /^Bearer\s+(.*)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const given = bearer ?? getCookie(context, cookieName(context));
  return given !== undefined && sameSecret(given, token);
}

/** Keeps the token in a cookie and leads to the same address without it, so that it is not shown, kept or passed on. */
function welcome(context: Context, token: string): Response {
  setCookie(context, cookieName(context), token, { httpOnly: true, sameSite: "Strict", path: "/" });
  const url = new URL(context.req.url);
  url.searchParams.delete("token");
  // A path of two slashes would be another host.
  const target = `${url.pathname.replace(/^\/+/, "/")}${url.search}`;
  if (context.req.header("sec-fetch-site") !== "cross-site") return context.redirect(target, 303);
  // After a link in a mail or a chat a browser keeps strict cookies back along all redirections; but not for a page of ours.
  return context.html(
    `<meta http-equiv="refresh" content="0;url=${encodeURI(target).replaceAll('"', "%22")}">`,
  );
}

/** Cookies are the same for all ports of a machine, which may have several dashboards. */
function cookieName(context: Context): string {
  const port = /:(\d+)$/.exec(context.req.header("host") ?? "")?.[1] ?? "80";
  return `selfplay-watch-${port}`;
}
