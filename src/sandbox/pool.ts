interface Waiter<T> {
  readonly take: (item: T) => void;
  readonly refuse: (reason: unknown) => void;
}

/** Lends each of its items to one borrower at a time; who comes when all are lent waits in line. */
export class Pool<T> {
  private readonly free: T[];
  private waiting: Waiter<T>[] = [];

  constructor(readonly items: readonly T[]) {
    this.free = [...items];
  }

  /** @throws the signal's reason once it is aborted, or what {@link refuse} was given */
  borrow(signal?: AbortSignal): Promise<T> {
    // The one given back last: its caches are warm.
    const item = this.free.pop();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting = this.waiting.filter((other) => other !== waiter);
        reject(signal?.reason);
      };
      const settle = <Value>(settled: (value: Value) => void) => {
        return (value: Value) => {
          signal?.removeEventListener("abort", leave);
          settled(value);
        };
      };
      const waiter: Waiter<T> = { take: settle(resolve), refuse: settle(reject) };
      signal?.addEventListener("abort", leave);
      this.waiting.push(waiter);
    });
  }

  giveBack(item: T): void {
    const next = this.waiting.shift();
    if (next) next.take(item);
    else this.free.push(item);
  }

  /** Sends everybody who waits away. */
  refuse(reason: unknown): void {
    for (const { refuse } of this.waiting.splice(0)) refuse(reason);
  }
}
