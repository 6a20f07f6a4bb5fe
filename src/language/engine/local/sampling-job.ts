import type {
  SampledSequence,
  SampleOptions,
  SampleRequest,
  SampleResult,
  StopReason,
  TokenLogprob,
} from "../language-engine.js";
import type { DrawnToken } from "./sampling-task.js";
import type { StopTexts } from "./stop-texts.js";

/** A sequence as far as it is known. */
interface Growing {
  readonly ids: number[];
  readonly logprobs: number[];
  readonly top: (readonly TokenLogprob[])[];
  stop: StopReason | undefined;
}

/** One call of `sample`: collects what workers draw until all sequences have ended. */
export class SamplingJob {
  readonly done: Promise<readonly SampleResult[]>;
  private readonly sequences: readonly (readonly Growing[])[];
  private readonly promptLogprobs: (Float32Array | undefined)[] = [];
  private left: number;
  private resolve!: (results: readonly SampleResult[]) => void;
  private reject!: (error: unknown) => void;

  constructor(
    private readonly requests: readonly SampleRequest[],
    private readonly options: SampleOptions,
    private readonly stops: readonly (StopTexts | undefined)[],
  ) {
    this.sequences = requests.map(({ samples = 1 }) =>
      Array.from({ length: samples }, () => ({ ids: [], logprobs: [], top: [], stop: undefined })),
    );
    this.left = this.sequences.reduce((sum, { length }) => sum + length, 0);
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (this.left === 0) this.finish();
  }

  /** Whether somebody looks at every token. */
  get watched(): boolean {
    return this.options.onToken !== undefined || this.stops.some((stop) => stop !== undefined);
  }

  get ended(): boolean {
    return this.left === 0;
  }

  /** Takes a token in. @returns whether the sequence ended here although its worker would go on */
  take(request: number, { sample, id, logprob, top, stop }: DrawnToken): boolean {
    const sequence = this.sequences[request][sample];
    if (sequence.stop !== undefined) return false;
    sequence.ids.push(id);
    sequence.logprobs.push(logprob);
    if (top !== undefined) sequence.top.push(top);
    this.options.onToken?.(request, sample, id, logprob, top);
    // The callback may have aborted.
    if (sequence.stop !== undefined) return false;
    const reached = stop !== "stop" && (this.stops[request]?.reached(sequence.ids) ?? false);
    const reason = reached ? "stop" : stop;
    if (reason !== undefined) this.end(sequence, reason);
    return reached && stop === undefined;
  }

  takePrompt(request: number, logprobs: Float32Array): void {
    this.promptLogprobs[request] = logprobs;
  }

  /** Ends all sequences as they are. @returns those that were not complete */
  abort(): { request: number; sample: number }[] {
    const open: { request: number; sample: number }[] = [];
    this.sequences.forEach((samples, request) => {
      samples.forEach((sequence, sample) => {
        if (sequence.stop !== undefined) return;
        open.push({ request, sample });
        this.end(sequence, "aborted");
      });
    });
    return open;
  }

  fail(error: unknown): void {
    this.left = 0;
    this.reject(error);
  }

  private end(sequence: Growing, reason: StopReason): void {
    sequence.stop = reason;
    this.left--;
    if (this.left === 0) this.finish();
  }

  private finish(): void {
    const results = this.sequences.map((samples, request): SampleResult => {
      const sequences = samples.map(
        ({ ids, logprobs, top, stop }): SampledSequence => ({
          ids: Int32Array.from(ids),
          logprobs: Float32Array.from(logprobs),
          ...((this.requests[request].topLogprobs ?? 0) > 0 && { topLogprobs: top }),
          stopReason: stop ?? "aborted",
        }),
      );
      const promptLogprobs = this.promptLogprobs[request];
      return this.requests[request].promptLogprobs && promptLogprobs !== undefined
        ? { sequences, promptLogprobs }
        : { sequences };
    });
    this.resolve(results);
  }
}
