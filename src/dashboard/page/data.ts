import { signal } from "@preact/signals";
import type { ApiError } from "../api.js";

/** Whether this is a published site: files instead of a server, and nothing changes. */
export const isStatic = document.documentElement.hasAttribute("data-static");

/** Whether news come in. `idle` where nobody listens, as on a published site. */
export const connection = signal<"idle" | "live" | "lost">("idle");

/** An answer of the server that says what went wrong, or that there was no answer. */
class DataError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "DataError";
  }
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Address of `path` below the API: of the file that holds the answer on a published site. */
export function apiAddress(path: string, query: Query = {}): string {
  if (isStatic) return `api/${path}.json`;
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return pairs.length === 0 ? `api/${path}` : `api/${path}?${search}`;
}

/** The path of something of a run, whatever characters its name has. */
export function runPath(run: string, ...rest: readonly (string | number)[]): string {
  return ["runs", encodeURIComponent(run), ...rest.map((part) => encodeURIComponent(part))].join("/");
}

/**
 * Fetches an answer of the API.
 *
 * @throws DataError with the server's code and words; `DISCONNECTED` when it does not answer
 */
export async function load<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return (await answer(path, query, signal)).json();
}

/** Fetches an answer of the API that is no JSON. @throws DataError */
export async function loadBytes(path: string): Promise<ArrayBuffer> {
  return (await answer(path)).arrayBuffer();
}

async function answer(path: string, query: Query = {}, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(apiAddress(path, query), { signal: signal ?? null }).catch((error) => {
    if (signal?.aborted) throw error;
    throw new DataError("DISCONNECTED", "The server does not answer. Is `selfplay watch` still running?");
  });
  if (!response.ok) throw await dataError(response);
  return response;
}

async function dataError(response: Response): Promise<DataError> {
  const said: Partial<ApiError> = await response.json().catch(() => ({}));
  const message = said.message ?? `The server answered ${response.status} ${response.statusText}`;
  return new DataError(said.code ?? `HTTP_${response.status}`, message);
}
