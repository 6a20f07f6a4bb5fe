import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** Reads lines from a terminal or from a pipe, one at a time. */
export class LineReader {
  private readonly lines: string[] = [];
  private readonly reader: Interface;
  private readonly isTerminal: boolean;
  private wake: (() => void) | undefined;
  private ended = false;
  private readonly controller = new AbortController();

  constructor(
    input: Readable & { readonly isTTY?: boolean },
    private readonly output: Writable,
  ) {
    this.isTerminal = input.isTTY === true;
    this.reader = createInterface({ input, output, terminal: this.isTerminal });
    this.reader.on("line", (line) => {
      this.lines.push(line);
      this.wake?.();
    });
    // In a terminal Ctrl-C reaches the reader, not the process.
    this.reader.on("SIGINT", () => {
      this.controller.abort();
      this.reader.close();
    });
    this.reader.on("close", () => {
      this.ended = true;
      this.wake?.();
    });
  }

  /** Aborted by Ctrl-C in a terminal. */
  get interrupted(): AbortSignal {
    return this.controller.signal;
  }

  /** Shows the prompt and waits for a line; undefined at the end of the input and after Ctrl-C. */
  async next(prompt: string): Promise<string | undefined> {
    if (this.isTerminal && !this.ended) {
      this.reader.setPrompt(prompt);
      this.reader.prompt();
    } else this.output.write(prompt);
    while (this.lines.length === 0 && !this.ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const line = this.lines.shift();
    // A pipe echoes nothing, and a transcript without the moves is hard to read.
    if (!this.isTerminal || line === undefined) this.output.write(`${line ?? ""}\n`);
    return line;
  }

  close(): void {
    this.reader.close();
  }
}
