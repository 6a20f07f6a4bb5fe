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

/** Asks a thread to end itself. */
const END = "end";

/** Milliseconds that a thread has to end itself. */
const PATIENCE = 10_000;

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
  let previous = Promise.resolve();
  listen(port, (call, to) => {
    previous = previous.then(() => answer(handlers, to, call));
  });
}

/**
 * As {@link serve}, but begins with each call as it comes, while others wait for something.
 *
 * @example
 * serveAtOnce({ later: (seconds: number) => setTimeout(seconds * 1000) });
 */
export function serveAtOnce(handlers: Handlers, port: MessagePort | null = parentPort): void {
  listen(port, (call, to) => void answer(handlers, to, call));
}

function listen(port: MessagePort | null, take: (call: Call, to: MessagePort) => void): void {
  if (!port) throw new SelfplayError("NOT_A_WORKER", "serve() was called outside a worker thread");
  port.on("message", (call: Call | typeof END) => {
    // In a thread this ends the thread alone, and at a moment when no native code is running in it.
    if (call === END) process.exit(0);
    take(call, port);
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

/**
 * Calls the methods of a worker thread that {@link serve}s them. The thread keeps the process alive while it owes an
 * answer, and only then.
 */
export class Remote<H extends Handlers> {
  private readonly waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private next = 0;
  private ended: Error | undefined;

  constructor(private readonly worker: Worker) {
    worker.on("message", (answer: Answer) => this.settle(answer));
    worker.on("error", (error) => this.fail(error));
    worker.on("exit", (code) =>
      this.fail(new SelfplayError("WORKER_ENDED", `a worker thread ended (code ${code})`)),
    );
    // Only now: listening to its messages would undo it.
    worker.unref();
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
      this.worker.postMessage({ id, method, argument }, [...transfer]);
      if (this.waiting.size === 0) this.worker.ref();
      this.waiting.set(id, { resolve: resolve as (value: never) => void, reject });
    });
  }

  /** Whether the thread has ended, of its own accord or not. */
  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  /**
   * Ends the thread; calls still waiting are rejected. A thread is given the time to come out of native code, for to
   * be ended inside of ONNX Runtime takes the whole process along.
   */
  async close(): Promise<void> {
    if (this.ended) return;
    const ended = new Promise((resolve) => this.worker.once("exit", resolve));
    this.worker.ref();
    this.worker.postMessage(END);
    const late = setTimeout(() => this.worker.terminate(), PATIENCE);
    await ended;
    clearTimeout(late);
  }

  /** Ends the thread at once, whatever it does: only for one without native code. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  private settle({ id, value, error }: Answer): void {
    const call = this.waiting.get(id);
    if (!call) return;
    this.waiting.delete(id);
    if (this.waiting.size === 0) this.worker.unref();
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
