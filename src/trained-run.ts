import { type EvaluateOptions, type EvaluationReport, evaluate } from "./evaluate.js";

/** A run that has been trained, on disk. */
export class TrainedRun {
  constructor(
    /** The run's directory. */
    readonly directory: string,
  ) {}

  /** Measures its newest weights; see {@link evaluate}. */
  evaluate(options: EvaluateOptions = {}): Promise<EvaluationReport> {
    return evaluate(this.directory, options);
  }
}
