/** Function calls and jumps between two questions of the engine whether to go on (its constant). */
export const STEPS_PER_POLL = 10_000;

/** What is left of a program's time. Once it is spent it stays spent. */
export class Budget {
  private polls: number;
  private readonly deadline: number;
  private isSpent = false;

  constructor(steps: number, milliseconds: number) {
    this.polls = Math.ceil(steps / STEPS_PER_POLL);
    this.deadline = performance.now() + milliseconds;
  }

  get spent(): boolean {
    return this.isSpent;
  }

  /** Counts {@link STEPS_PER_POLL} steps; true when the program must end. */
  poll(): boolean {
    this.isSpent ||= --this.polls < 0 || performance.now() > this.deadline;
    return this.isSpent;
  }
}
