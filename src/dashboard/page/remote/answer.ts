/** The methods a web worker answers: each takes one structured-clonable value and gives one back. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** A question to a worker. */
export interface Call {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** What a worker answers: a value, or what went wrong. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Answers the page's calls in this worker, one after the other. */
export function answerCalls(handlers: Handlers): void {
  let previous: Promise<void> = Promise.resolve();
  const answer = async ({ id, method, argument }: Call): Promise<void> => {
    try {
      const handler = handlers[method] as (argument: unknown) => unknown;
      self.postMessage({ id, value: await handler(argument) } satisfies Answer);
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      self.postMessage({ id, error } satisfies Answer);
    }
  };
  self.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    previous = previous.then(() => answer(data));
  });
}
