import type { TrainEvent } from "../../algorithms/algorithm.js";
import type { Colours, Output } from "../output.js";
import { evaluationLine, liveLines, plainLine, startedLine } from "./lines.js";
import { later, nextState, type ProgressState } from "./progress-state.js";

/** Milliseconds between two lines of a log. */
const PLAIN_INTERVAL = 15_000;
/** Milliseconds between two drawings in a terminal. */
const LIVE_INTERVAL = 100;
/** Milliseconds between two drawings when nothing new is heard. */
const CLOCK_INTERVAL = 1000;

/** Shows the events of a run while they come. */
export interface Progress {
  show(event: TrainEvent): void;
  /** Writes a line that stays, above what is being redrawn. */
  note(line: string): void;
  /** Says on standard error what should be known, above what is being redrawn. */
  warn(message: string): void;
  /** Leaves the last state on the screen; nothing is redrawn after that. */
  end(): void;
}

/** Live progress in a terminal; plain lines elsewhere, and where CI is set. */
export function createProgress(
  output: Output,
  env: Readonly<Record<string, string | undefined>> = process.env,
  now: () => number = Date.now,
): Progress {
  const live = output.stream.isTTY === true && !env.CI && env.TERM !== "dumb";
  return live ? new LiveProgress(output, now) : new PlainProgress(output, now);
}

abstract class BaseProgress implements Progress {
  protected state: ProgressState = { evaluations: [] };
  private drawn = Number.NEGATIVE_INFINITY;
  private started = Number.NEGATIVE_INFINITY;

  constructor(
    protected readonly output: Output,
    protected readonly now: () => number,
    private readonly interval: number,
  ) {}

  show(event: TrainEvent): void {
    const phase = this.state.progress?.phase;
    this.state = nextState(this.state, event);
    const { colours } = this.output;
    if (event.type === "started") {
      this.started = this.now();
      this.note(colours.bold(startedLine(event)));
    }
    if (event.type === "evaluation") this.note(colours.green(evaluationLine(event)));
    if (event.type === "warning") this.warn(event.message);
    if (event.type !== "progress") return;
    // What is under way is worth a word only where it takes long.
    const since = event.underway === undefined ? this.drawn : Math.max(this.drawn, this.started);
    const due = this.now() - since >= this.interval;
    const pausing = event.phase === "paused" && phase !== "paused";
    if (!due && !pausing) return;
    this.drawn = this.now();
    this.draw();
  }

  abstract note(line: string): void;
  abstract warn(message: string): void;
  abstract end(): void;
  protected abstract draw(): void;
}

class PlainProgress extends BaseProgress {
  constructor(output: Output, now: () => number) {
    super(output, now, PLAIN_INTERVAL);
  }

  note(line: string): void {
    this.output.line(line);
  }

  warn(message: string): void {
    this.output.warn(message);
  }

  end(): void {}

  protected draw(): void {
    const line = plainLine(this.state);
    if (line) this.output.line(line);
  }
}

class LiveProgress extends BaseProgress {
  private lines = 0;
  private told = 0;
  private readonly clock: NodeJS.Timeout;

  constructor(output: Output, now: () => number) {
    super(output, now, LIVE_INTERVAL);
    // Rounds take seconds; a clock that goes on meanwhile shows that the program does too.
    this.clock = setInterval(() => this.draw(), CLOCK_INTERVAL).unref();
  }

  override show(event: TrainEvent): void {
    if (event.type === "progress") this.told = this.now();
    super.show(event);
  }

  note(line: string): void {
    this.above(() => this.output.line(line));
  }

  warn(message: string): void {
    this.above(() => this.output.warn(message));
  }

  private above(write: () => void): void {
    this.erase();
    write();
    this.draw();
  }

  end(): void {
    clearInterval(this.clock);
    this.draw();
    this.lines = 0;
  }

  protected draw(): void {
    const state = later(this.state, (this.now() - this.told) / 60_000);
    const lines = liveLines(state, (this.output.stream.columns || 80) - 1);
    this.erase();
    for (const [i, line] of lines.entries()) this.output.line(paint(this.output.colours, i, line));
    this.lines = lines.length;
  }

  private erase(): void {
    if (this.lines > 0) this.output.stream.write(`\x1b[${this.lines}A\x1b[0J`);
    this.lines = 0;
  }
}

function paint(colours: Colours, index: number, line: string): string {
  return [colours.cyan, colours.dim, colours.green][index](line);
}
