import type { ProgressEvent, Underway } from "../algorithm.js";
import type { Clock } from "../clock.js";
import type { Completion } from "./completion.js";
import type { LanguageExaminer } from "./examiner.js";
import type { LanguageProgress } from "./progress.js";
import { type OnEnded, withPulse } from "./pulse.js";
import type { Stage } from "./stage.js";

/** The phase of a training that is being measured. */
const MEASURING = "measuring";

/** Tells of what takes long in a training while it goes on: measurements, and steps. */
export class Meanwhile {
  /** What was told last. */
  private last: ProgressEvent | undefined;

  constructor(
    private readonly of: {
      readonly clock: Clock;
      readonly completion: Completion;
      readonly examiner: Pick<LanguageExaminer, "strength">;
      readonly progress: LanguageProgress;
    },
  ) {}

  /** Notes what is told after a step. */
  noted(event: ProgressEvent): ProgressEvent {
    this.last = event;
    return event;
  }

  /** Measures. */
  async *measuring<T>(action: (onEnded: OnEnded) => Promise<T>): AsyncGenerator<ProgressEvent, T> {
    const event = (underway: Underway) => this.event(MEASURING, underway, this.leftOfMeasuring(underway));
    return yield* withPulse(action, { unit: "answers", atOnce: true, event });
  }

  /** Makes a step; one that takes less than a second is not told of, unless something else was told of before. */
  async *stepping<T>(
    { name, practises }: Pick<Stage, "name" | "practises">,
    action: (onEnded: OnEnded) => Promise<T>,
  ): AsyncGenerator<ProgressEvent, T> {
    const { completion } = this.of;
    const event = (underway: Underway) =>
      this.event(name, underway, completion.minutesLeftWith(-underway.seconds / 60));
    if (this.last?.phase !== name) yield event({ seconds: 0 });
    const unit = practises ? "episodes" : "demonstrations";
    return yield* withPulse(action, { unit, atOnce: false, event });
  }

  private event(phase: string, underway: Underway, timeLeftMinutes: number): ProgressEvent {
    const { clock, completion, examiner, progress } = this.of;
    const before = this.last?.phase === phase ? this.last : undefined;
    return this.noted({
      type: "progress",
      phase,
      minutes: clock.minutes,
      timeLeftMinutes,
      share: completion.share,
      step: progress.step,
      counts: before?.counts ?? {},
      ...(before?.loss !== undefined && { loss: before.loss }),
      ...(examiner.strength && { strength: examiner.strength }),
      underway,
    });
  }

  /** Minutes until the training ends: of the measurement at its end, those that it takes itself. */
  private leftOfMeasuring({ seconds, ended }: Underway): number {
    const { completion } = this.of;
    const rest =
      ended === undefined || ended.count === 0
        ? undefined
        : ((seconds / 60) * (ended.of - ended.count)) / ended.count;
    if (completion.share >= 1) return rest ?? Number.POSITIVE_INFINITY;
    return completion.minutesLeftWith(rest ?? 0);
  }
}
