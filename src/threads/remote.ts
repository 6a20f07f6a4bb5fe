import type { Worker } from "node:worker_threads";
import { type MessagePort, parentPort } from "node:worker_threads";
import { SelfplayError } from "../errors.js";

/** The methods a worker thread answers: each takes one structured-clonable value and gives one back. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: {
    readonly name: string;
    readonly code: string;
    readonly message: string;
    readonly stack?: string;
  };
}

/** A value to be answered together with the buffers that move to the other thread instead of being copied. */
export class Transfer<T> {
  constructor(
    readonly value: T,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

/**
 * Answers calls from the thread that started this one, one after the other.
 *
 * @example
 * serve({ double: (x: number) => 2 * x });
 */
export function serve(handlers: Handlers, port: MessagePort | null = parentPort): void {
  if (!port) throw new SelfplayError("NOT_A_WORKER", "serve() was called outside a worker thread");
  let previous = Promise.resolve();
  port.on("message", (call: Call) => {
    previous = previous.then(() => answer(handlers, port, call));
  });
}

async function answer(handlers: Handlers, port: MessagePort, { id, method, argument }: Call): Promise<void> {
  try {
    const handler = handlers[method] as ((argument: unknown) => unknown) | undefined;
    if (!handler) throw new SelfplayError("NO_SUCH_METHOD", `this worker has no method ${method}`);
    const value = await handler(argument);
    if (value instanceof Transfer) port.postMessage({ id, value: value.value }, [...value.buffers]);
    else port.postMessage({ id, value });
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const code = error instanceof SelfplayError ? error.code : "WORKER_FAILED";
    port.postMessage({ id, error: { name: error.name, code, message: error.message, stack: error.stack } });
  }
}

/** Calls the methods of a worker thread that {@link serve}s them. */
export class Remote<H extends Handlers> {
  private readonly waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private next = 0;
  /** Calls that keep the process alive. */
  private held = 0;
  private ended: Error | undefined;

  constructor(private readonly worker: Worker) {
    worker.on("message", (answer: Answer) => this.settle(answer));
    worker.on("error", (error) => this.fail(error));
    worker.on("exit", (code) =>
      this.fail(new SelfplayError("WORKER_ENDED", `a worker thread ended (code ${code})`)),
    );
  }

  /** Calls a method; rejects with the worker's error, its `code` kept. */
  call<Method extends keyof H & string>(
    method: Method,
    argument: Parameters<H[Method]>[0],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answered<Awaited<ReturnType<H[Method]>>>> {
    if (this.ended) return Promise.reject(this.ended);
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      this.worker.postMessage({ id, method, argument }, [...transfer]);
    });
  }

  /** Calls a method, and keeps the process alive until it has answered, which {@link call} does not. */
  async callAndWait<Method extends keyof H & string>(
    method: Method,
    argument: Parameters<H[Method]>[0],
  ): Promise<Answered<Awaited<ReturnType<H[Method]>>>> {
    if (this.held++ === 0) this.worker.ref();
    try {
      return await this.call(method, argument);
    } finally {
      if (--this.held === 0) this.worker.unref();
    }
  }

  /** Ends the thread; calls still waiting are rejected. */
  async close(): Promise<void> {
    // Held for good: without a reference the process could end before the thread has.
    if (this.held++ === 0) this.worker.ref();
    await this.worker.terminate();
  }

  private settle({ id, value, error }: Answer): void {
    const call = this.waiting.get(id);
    if (!call) return;
    this.waiting.delete(id);
    if (!error) {
      call.resolve(value as never);
      return;
    }
    const rebuilt = new SelfplayError(error.code, error.message);
    rebuilt.name = error.name;
    if (error.stack) rebuilt.stack = error.stack;
    call.reject(rebuilt);
  }

  private fail(error: Error): void {
    this.ended ??= error;
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

type Answered<T> = T extends Transfer<infer Value> ? Value : T;
