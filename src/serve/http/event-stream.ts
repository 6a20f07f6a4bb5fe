import type { ServerResponse } from "node:http";
import type { ApiError } from "../protocol/api-error.js";

/** An answer in parts, as server-sent events: one JSON object each, and `[DONE]` at the end. */
export class EventStream {
  constructor(
    private readonly response: ServerResponse,
    headers: Readonly<Record<string, string>>,
  ) {
    response.writeHead(200, { ...headers, "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
  }

  send(chunk: object): void {
    this.response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  end(): void {
    this.response.end("data: [DONE]\n\n");
  }

  /** Tells of what went wrong after the stream had begun. */
  fail(error: ApiError): void {
    this.response.end(`data: ${JSON.stringify(error.body)}\n\n`);
  }
}
