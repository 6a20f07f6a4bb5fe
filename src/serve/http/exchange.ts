import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "../protocol/api-error.js";
import { EventStream } from "./event-stream.js";

/** A request and its answer. */
export class Exchange {
  /** Aborted when the client goes away or the server stops. */
  readonly signal: AbortSignal;
  /** Settled when the answer is on its way, or nobody waits for it any more. */
  readonly sent: Promise<unknown>;
  private readonly controller = new AbortController();
  private stream: EventStream | undefined;

  /**
   * @param id names the request
   * @param headers that go with every answer
   */
  constructor(
    readonly id: string,
    readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly headers: Readonly<Record<string, string>>,
  ) {
    this.signal = this.controller.signal;
    this.sent = new Promise((resolve) => response.once("close", resolve).once("finish", resolve));
    response.once("close", () => {
      if (response.writableFinished) return;
      this.abort(new ApiError(499, "the client went away", { code: "client_closed_request" }));
    });
  }

  get status(): number {
    return this.response.statusCode;
  }

  /** Stops the work on the answer. */
  abort(reason: ApiError): void {
    this.controller.abort(reason);
  }

  reply(status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
    const text = JSON.stringify(body);
    this.response.writeHead(status, { ...this.headers, ...headers, "Content-Type": "application/json" });
    this.response.end(text);
  }

  /** Answers without a body. */
  replyEmpty(headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(204, { ...this.headers, ...headers }).end();
  }

  /** Begins an answer in parts. */
  events(): EventStream {
    this.stream = new EventStream(this.response, this.headers);
    return this.stream;
  }

  /** Tells of an error, wherever the answer stands. */
  fail(error: ApiError): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    if (this.stream !== undefined) this.stream.fail(error);
    else this.reply(error.status, error.body, error.headers);
  }
}
