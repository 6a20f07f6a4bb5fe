import type { WriteStream } from "node:tty";
import { bar, duration } from "../format.js";

/** Milliseconds between two drawings in a terminal, and between two lines elsewhere. */
const [LIVE_INTERVAL, PLAIN_INTERVAL] = [1000, 15_000];

/** To the beginning of the line, and nothing behind it. */
const ERASE = "\r\x1b[K";

/** Shows how many answers have been judged: in a terminal one line that is rewritten, elsewhere a line now and then. */
export class JudgedProgress {
  private readonly live: boolean;
  private readonly timer: NodeJS.Timeout;
  private count = 0;
  private of: number | undefined;
  /** Whether the line that is rewritten stands there. */
  private drawn = false;
  /** When the first answer was asked for. */
  private began = 0;

  constructor(
    private readonly stream: WriteStream,
    env: Readonly<Record<string, string | undefined>> = process.env,
    private readonly now: () => number = Date.now,
  ) {
    this.live = stream.isTTY === true && !env.CI && env.TERM !== "dumb";
    this.timer = setInterval(() => this.draw(), this.live ? LIVE_INTERVAL : PLAIN_INTERVAL).unref();
  }

  /** Notes how many answers have been judged, of how many. */
  judged(count: number, of: number): void {
    const first = this.of === undefined;
    if (first) this.began = this.now();
    [this.count, this.of] = [count, of];
    if (first && this.live) this.draw();
  }

  /** How many have been judged, in words. */
  get words(): string {
    const { count, of } = this;
    if (of === undefined) return "no answer was judged";
    return `${count} of ${of} answers ${count === 1 ? "was" : "were"} judged`;
  }

  /** Takes away what is rewritten; nothing is shown after that. */
  end(): void {
    clearInterval(this.timer);
    if (this.drawn) this.stream.write(ERASE);
    this.drawn = false;
  }

  private draw(): void {
    if (this.of === undefined) return;
    const line = this.line(this.of);
    if (!this.live) return void this.stream.write(`${line}\n`);
    this.stream.write(ERASE + line.slice(0, (this.stream.columns || 80) - 1));
    this.drawn = true;
  }

  private line(of: number): string {
    const { count } = this;
    const minutes = (this.now() - this.began) / 60_000;
    const left = count > 0 ? [`${duration((minutes * (of - count)) / count)} left`] : [];
    const time = [duration(minutes), ...left].join(", ");
    return ["measuring", ...(this.live ? [bar(count / of, 20)] : []), `${count} of ${of} answers`, time].join(
      "  ",
    );
  }
}
