import {
  type AsGame,
  type AsLanguage,
  type EvaluateOptions,
  type EvaluationReport,
  evaluate,
} from "../evaluation/evaluate.js";
import type { GameEvaluation } from "../evaluation/evaluate-game.js";
import type { TextEvaluation } from "../evaluation/text-evaluation.js";

/** A run that has been trained, on disk. */
export class TrainedRun {
  constructor(
    /** The run's directory. */
    readonly directory: string,
  ) {}

  /** Measures its newest weights; see {@link evaluate}. */
  evaluate(options: AsGame): Promise<GameEvaluation>;
  evaluate(options: AsLanguage): Promise<TextEvaluation>;
  evaluate(options?: EvaluateOptions): Promise<EvaluationReport>;
  evaluate(options: EvaluateOptions = {}): Promise<EvaluationReport> {
    return evaluate(this.directory, options);
  }
}
