import type { Answer, Call, Handlers } from "./answer.js";

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Calls the methods that a web worker answers with `answerCalls`. */
export class RemoteWorker<H extends Handlers> {
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #ended: Error | undefined;

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.#settle(data));
    worker.addEventListener("error", ({ message }) =>
      this.#fail(new Error(message || "a worker could not start")),
    );
  }

  /** Calls a method; rejects with what the worker says went wrong. */
  call<Method extends keyof H & string>(
    method: Method,
    argument: Parameters<H[Method]>[0],
  ): Promise<Awaited<ReturnType<H[Method]>>> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, argument } satisfies Call);
    });
  }

  /** Ends the worker at once; calls that wait are rejected. */
  end(): void {
    this.worker.terminate();
    this.#fail(new Error("the worker was ended"));
  }

  #settle({ id, value, error }: Answer): void {
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) call?.resolve(value as never);
    else call?.reject(new Error(error));
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
