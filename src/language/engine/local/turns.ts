/**
 * Orders what uses weights and what changes them: uses run side by side, a change runs alone, and all begin in the order
 * they were asked for.
 */
export class Turns {
  private changes: Promise<unknown> = Promise.resolve();
  private uses: Promise<unknown>[] = [];

  /** Runs when all changes asked for before are done. */
  use<T>(action: () => Promise<T>): Promise<T> {
    const result = this.changes.then(action);
    const settled = result.then(nothing, nothing);
    this.uses.push(settled);
    void settled.then(() => {
      this.uses = this.uses.filter((use) => use !== settled);
    });
    return result;
  }

  /** Runs when all uses and changes asked for before are done. */
  change<T>(action: () => Promise<T>): Promise<T> {
    const result = Promise.all([this.changes, ...this.uses]).then(action);
    this.changes = result.then(nothing, nothing);
    return result;
  }
}

const nothing = () => undefined;
