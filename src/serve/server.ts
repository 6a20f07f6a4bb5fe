import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EngineError, OptionError } from "../errors.js";
import { urlHost } from "../http/source.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import type { Outcome } from "./answer/generate.js";
import { Endpoints, secondsNow } from "./endpoints.js";
import { Access, preflightHeaders } from "./http/access.js";
import { Exchange } from "./http/exchange.js";
import { ApiError } from "./protocol/api-error.js";
import { Routes } from "./routes.js";
import type { ServedModel } from "./served-model.js";
import type { ServerOptions } from "./server-options.js";
import { within } from "./within.js";

/** A server that is running. */
export interface ModelServer {
  /** What clients call the base URL: `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  /** Requests that are being answered. */
  readonly running: number;
  /**
   * Takes no more requests, waits for those that are being answered, and after some time aborts those that are left; the
   * engine stays open.
   */
  close(options?: { readonly graceSeconds?: number }): Promise<{
    readonly finished: number;
    readonly aborted: number;
  }>;
}

/** Seconds that clients have to take what they are still sent. */
const LAST_SECONDS = 2;

/**
 * Serves a language model over the OpenAI protocol: `/v1/chat/completions`, `/v1/completions`, `/v1/models`. Requests that run
 * at the same time are sampled side by side.
 *
 * @throws OptionError for an option that is not what it must be, and for an address that other machines reach without a key;
 * an error of the system where it cannot listen
 * @example
 * const server = await createServer({ id: "tiny", engine, tokenizer }, { port: 8000 });
 * const client = new OpenAI({ baseURL: server.url, apiKey: "none" });
 * await client.chat.completions.create({ model: "tiny", messages: [{ role: "user", content: "1+2" }] });
 * await server.close();
 */
export async function createServer(model: ServedModel, options: ServerOptions = {}): Promise<ModelServer> {
  refuseUnknown("createServer", OPTIONS, options);
  const server = new RunningServer(model, options);
  await server.listen();
  return server;
}

const OPTIONS: Names<ServerOptions> = {
  host: true,
  port: true,
  token: true,
  cors: true,
  maxAnswers: true,
  maxBodyBytes: true,
  seed: true,
  onRequest: true,
};

class RunningServer implements ModelServer {
  private readonly http = createHttpServer((request, response) => this.take(request, response));
  private readonly access: Access;
  private readonly routes: Routes;
  private readonly host: string;
  private readonly port: number;
  /** Each with what is settled when it is over. */
  private readonly exchanges = new Map<Exchange, Promise<unknown>>();
  private closing = false;

  constructor(
    model: ServedModel,
    private readonly options: ServerOptions,
  ) {
    const { host = "127.0.0.1", port = 8000, token, cors = [], maxAnswers = 256, seed = 1 } = options;
    const { maxBodyBytes = 65_536 + 16 * model.engine.contextLength } = options;
    const whole = (name: string, value: number, from: number, to = Number.MAX_SAFE_INTEGER) => {
      if (Number.isSafeInteger(value) && value >= from && value <= to) return;
      throw new OptionError(name, `a whole number from ${from} to ${to}`, value);
    };
    whole("port", port, 0, 65_535);
    whole("maxAnswers", maxAnswers, 1);
    whole("maxBodyBytes", maxBodyBytes, 1);
    whole("seed", seed, 0);
    this.host = host;
    this.port = port;
    this.access = new Access({ host, token, origins: cors });
    this.routes = new Routes(new Endpoints(model, { maxAnswers, maxBodyBytes, seed, opened: secondsNow() }));
  }

  async listen(): Promise<void> {
    this.http.listen(this.port, this.host);
    try {
      await once(this.http, "listening");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      const which = `port ${this.port} is taken on ${this.host}`;
      throw new EngineError("PORT_TAKEN", `${which}; choose another one with --port`, { cause: error });
    }
  }

  get url(): string {
    const { port } = this.http.address() as AddressInfo;
    return `http://${urlHost(this.host)}:${port}/v1`;
  }

  get running(): number {
    return this.exchanges.size;
  }

  async close({ graceSeconds = 10 } = {}): Promise<{ readonly finished: number; readonly aborted: number }> {
    this.closing = true;
    const { size } = this.exchanges;
    const closed = this.http.listening ? once(this.http, "close") : Promise.resolve();
    this.http.close();
    await within(graceSeconds, Promise.all(this.exchanges.values()));
    const left = [...this.exchanges.keys()];
    for (const exchange of left) exchange.abort(stopping());
    await within(LAST_SECONDS, Promise.all(this.exchanges.values()));
    this.http.closeAllConnections();
    await closed;
    return { finished: size - left.length, aborted: left.length };
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const id = randomUUID().replaceAll("-", "");
    const exchange = new Exchange(id, request, response, {
      ...this.access.corsHeaders(request.headers),
      "x-request-id": `req_${id}`,
      ...(this.closing && { Connection: "close" }),
    });
    const over = this.serve(exchange).finally(() => this.exchanges.delete(exchange));
    this.exchanges.set(exchange, over);
  }

  private async serve(exchange: Exchange): Promise<void> {
    const began = performance.now();
    let outcome: Outcome | undefined;
    let error: ApiError | undefined;
    try {
      outcome = await this.answer(exchange);
    } catch (cause) {
      error = told(exchange, cause);
      exchange.fail(error);
    }
    await exchange.sent;
    this.report(exchange, (performance.now() - began) / 1000, outcome, error);
  }

  private async answer(exchange: Exchange): Promise<Outcome | undefined> {
    const { headers, method = "", url = "" } = exchange.request;
    this.access.checkSource(headers);
    if (method === "OPTIONS" && headers.origin !== undefined) {
      exchange.replyEmpty(preflightHeaders(headers));
      return undefined;
    }
    this.access.checkKey(headers);
    if (this.closing) throw stopping();
    return this.routes.find(method, url)(exchange);
  }

  private report(exchange: Exchange, seconds: number, outcome?: Outcome, error?: ApiError): void {
    const { method = "", url = "" } = exchange.request;
    this.options.onRequest?.({
      method,
      path: url,
      status: error?.status ?? exchange.status,
      seconds,
      ...(outcome && { tokens: { prompt: outcome.promptTokens, completion: outcome.completionTokens } }),
      ...(error && { error: error.cause instanceof Error ? error.cause : error }),
    });
  }
}

/** What a client is told of an error: of one that is not its own no details. */
function told({ id, signal }: Exchange, error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // Whatever else went wrong comes from the client having gone, or from the server stopping.
  if (signal.reason instanceof ApiError) return signal.reason;
  const message = `the server failed to answer request req_${id}`;
  return new ApiError(500, message, { code: "internal_error", cause: error });
}

const stopping = () => new ApiError(503, "the server is stopping", { code: "server_stopping" });
