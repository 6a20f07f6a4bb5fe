import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { RunError } from "../../errors.js";
import { isLoopback, urlHost } from "../../http/source.js";
import { createDashboard, type DashboardOptions } from "./create-dashboard.js";

/** Where a dashboard is shown. */
export interface StartOptions extends Omit<DashboardOptions, "signal"> {
  /** Default 7878, or the next one that is free; 0 for any that is free. */
  readonly port?: number;
}

/** A dashboard that is being served. */
export interface RunningDashboard {
  /** To be opened in a browser; with the token where there is one. */
  readonly url: string;
  /** Ends it, streams of events included. */
  close(): Promise<void>;
}

/** Milliseconds that clients have to take what they are still sent. */
const LAST = 1000;
const FIRST_PORT = 7878;
/** Ports tried one after the other. */
const PORTS = 100;

/**
 * Serves a dashboard of runs. On an address that other machines reach a token is made where none is given.
 *
 * @throws OptionError; RunError `PORT_TAKEN`; an error of the system where it cannot listen
 * @example
 * const { url, close } = await startDashboard({ runs: "runs" });
 */
export async function startDashboard({ port, ...options }: StartOptions): Promise<RunningDashboard> {
  const { host = "127.0.0.1" } = options;
  const token = options.token ?? (isLoopback(host) ? undefined : randomBytes(18).toString("base64url"));
  const stop = new AbortController();
  const app = createDashboard({ ...options, host, token, signal: stop.signal });
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await listen(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  // An address that stands for all of a machine is none that can be opened.
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const query = token === undefined ? "" : `?token=${encodeURIComponent(token)}`;
  return {
    url: `http://${urlHost(shown)}:${taken}/${query}`,
    async close() {
      stop.abort();
      const closed = once(server, "close");
      server.close();
      // Streams end by themselves at once; a client that does not take the rest of an answer is not waited for.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      const late = setTimeout(() => server.closeAllConnections(), LAST);
      await closed;
      clearInterval(idle);
      clearTimeout(late);
    },
  };
}

async function listen(server: Server, host: string, port: number | undefined): Promise<void> {
  const last = port ?? FIRST_PORT + PORTS - 1;
  for (let next = port ?? FIRST_PORT; ; next++) {
    try {
      server.listen(next, host);
      await once(server, "listening");
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      if (next < last) continue;
      const which = port === undefined ? `ports ${FIRST_PORT} to ${last} are` : `port ${port} is`;
      throw new RunError("PORT_TAKEN", `${which} taken on ${host}; choose another one with --port`);
    }
  }
}
