import type { Outcome } from "./answer/generate.js";
import type { Endpoints } from "./endpoints.js";
import type { Exchange } from "./http/exchange.js";
import { ApiError } from "./protocol/api-error.js";

/** @returns the tokens read and written, where there were any */
type Endpoint = (exchange: Exchange) => Promise<Outcome> | undefined;

interface Route {
  readonly method: string;
  readonly endpoint: Endpoint;
}

/** The endpoints by path and method. */
export class Routes {
  private readonly routes: ReadonlyMap<string, Route>;

  constructor(private readonly endpoints: Endpoints) {
    this.routes = new Map<string, Route>([
      ["/v1/models", { method: "GET", endpoint: (exchange) => endpoints.models(exchange) }],
      ["/v1/chat/completions", { method: "POST", endpoint: (exchange) => endpoints.chat(exchange) }],
      ["/v1/completions", { method: "POST", endpoint: (exchange) => endpoints.complete(exchange) }],
    ]);
  }

  /** @throws ApiError 404 for a path where nothing is, 405 for another method than the path has */
  find(method: string, url: string): Endpoint {
    const path = url.replace(/[?#].*$/s, "").replace(/\/$/, "");
    const { method: wanted, endpoint } = this.routes.get(path) ?? this.model(path);
    if (method === wanted) return endpoint;
    const options = { code: "method_not_allowed", headers: { Allow: wanted } };
    throw new ApiError(405, `${path}: expected ${wanted}, found ${method}`, options);
  }

  private model(path: string): Route {
    const written = /^\/v1\/models\/(.+)$/.exec(path)?.[1];
    if (written === undefined) {
      const known = [...this.routes].map(([path, { method }]) => `${method} ${path}`).join(", ");
      throw new ApiError(404, `there is nothing here; there is ${known}`, { code: "not_found" });
    }
    const endpoint: Endpoint = (exchange) => this.endpoints.modelNamed(exchange, decoded(written));
    return { method: "GET", endpoint };
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
