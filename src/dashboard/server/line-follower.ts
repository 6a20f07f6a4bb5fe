import { type Line, linesAfter, linesOf, type NewLines, START } from "./growing-file.js";

/** Bytes read at a time; between two pieces other requests are answered. */
const PIECE = 4 << 20;

/** Keeps what it learns from the lines of a file that grows, and reads each of them once. */
export abstract class LineFollower {
  /** What goes wrong with a line; the lines behind it are read nevertheless. */
  protected damage: Error | undefined;
  /** Counted up whenever the file was cut back and is read again. */
  protected generation = 0;
  /** Up to where the file is read. */
  protected place = START;
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

  /** Takes all lines of a piece in, unless it is known of some that they need not be looked at. */
  protected takeAll(piece: NewLines): void {
    for (const line of linesOf(piece)) this.takeSafely(line);
  }

  /** Forgets all lines. */
  protected abstract forget(): void;

  private async readNew(): Promise<void> {
    for (;;) {
      const piece = await linesAfter(this.path, this.place, PIECE);
      if (piece.restarted) {
        this.generation++;
        this.damage = undefined;
        this.forget();
      }
      this.takeAll(piece);
      this.place = piece.next;
      if (piece.bytes.length === 0) return;
      await new Promise(setImmediate);
    }
  }

  protected takeSafely(line: Line): void {
    try {
      this.take(line);
    } catch (error) {
      this.damage ??= error as Error;
    }
  }
}
