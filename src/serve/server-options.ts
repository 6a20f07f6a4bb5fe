/** How a model is served. */
export interface ServerOptions {
  /** Address to listen on. Default 127.0.0.1, which only this machine reaches. */
  readonly host?: string;
  /** Default 8000; 0 for any that is free. */
  readonly port?: number;
  /** What clients must know; needed unless the address is a loopback one. */
  readonly token?: string;
  /** Origins of web pages that may ask, `*` for any. Default none. */
  readonly cors?: readonly string[];
  /** Most answers that are drawn or wait at a time; more are refused with status 429. Default 256. */
  readonly maxAnswers?: number;
  /** Most bytes of a request. Default 64 KiB, and 16 for each token of the model's context. */
  readonly maxBodyBytes?: number;
  /** Names the random numbers of answers that are asked for without a seed. Default 1. */
  readonly seed?: number;
  /** Told of every request when it is over. */
  onRequest?(report: RequestReport): void;
}

/** How a request went. */
export interface RequestReport {
  readonly method: string;
  readonly path: string;
  /** HTTP status; 499 where the client went away first. */
  readonly status: number;
  readonly seconds: number;
  readonly tokens?: { readonly prompt: number; readonly completion: number };
  /** Why it was refused or failed. */
  readonly error?: Error;
}
