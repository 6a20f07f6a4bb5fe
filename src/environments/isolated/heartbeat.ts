const [TICKS, CALL] = [0, 1];

/** Milliseconds between two beats. */
const BEAT = 100;

/** What other threads see of a thread that may never give up its processor again: a beat, and the call it is in. */
export class Heartbeat {
  private readonly numbers: Int32Array;

  constructor(readonly shared = new SharedArrayBuffer(8)) {
    this.numbers = new Int32Array(shared);
  }

  /** Beats as long as the calling thread is not in one call for long. */
  start(): void {
    setInterval(() => Atomics.add(this.numbers, TICKS, 1), BEAT).unref();
  }

  /** Says that the calling thread is in a call while it runs an action, of an asynchronous one up to its first wait. */
  during<T>(call: number, action: () => T): T {
    Atomics.store(this.numbers, CALL, call);
    try {
      return action();
    } finally {
      Atomics.store(this.numbers, CALL, 0);
    }
  }

  get ticks(): number {
    return Atomics.load(this.numbers, TICKS);
  }

  /** The call that the thread is in; 0 for none. */
  get call(): number {
    return Atomics.load(this.numbers, CALL);
  }
}
