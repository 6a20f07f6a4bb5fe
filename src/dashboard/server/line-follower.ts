import { type Line, linesAfter, type Place, START } from "./growing-file.js";

/** Bytes read at a time; between two pieces other requests are answered. */
const PIECE = 1 << 20;

/** Keeps what it learns from the lines of a file that grows, and reads each of them once. */
export abstract class LineFollower {
  /** What goes wrong with a line; the lines behind it are read nevertheless. */
  protected damage: Error | undefined;
  /** Counted up whenever the file was cut back and is read again. */
  protected generation = 0;
  private place: Place = START;
  private reading: Promise<void> | undefined;

  constructor(protected readonly path: string) {}

  /** Reads what is new. */
  refresh(): Promise<void> {
    this.reading ??= this.readNew().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  /** Takes a line in. @throws for one that is damaged */
  protected abstract take(line: Line): void;

  /** Forgets all lines. */
  protected abstract forget(): void;

  private async readNew(): Promise<void> {
    for (;;) {
      const { lines, next, restarted } = await linesAfter(this.path, this.place, PIECE);
      if (restarted) {
        this.generation++;
        this.damage = undefined;
        this.forget();
      }
      for (const line of lines) this.takeSafely(line);
      this.place = next;
      if (lines.length === 0) return;
      await new Promise(setImmediate);
    }
  }

  private takeSafely(line: Line): void {
    try {
      this.take(line);
    } catch (error) {
      this.damage ??= error as Error;
    }
  }
}
