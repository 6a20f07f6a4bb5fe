import type { RunDirectory } from "../../run/index.js";
import { diverged, notFinite } from "./diverged.js";
import type { LanguageProgress } from "./progress.js";
import type { Stage } from "./stage.js";

/** Watches over what a training does: whether it was told to stop meanwhile, and whether its numbers have broken. */
export class Guard {
  constructor(
    private readonly stages: readonly Stage[],
    private readonly run: RunDirectory,
    private readonly progress: LanguageProgress,
    private readonly signal: AbortSignal,
  ) {}

  /** @returns undefined when the training was told to stop meanwhile: then it is as if the action had not been begun */
  async unlessStopped<T>(action: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this;
    return action().catch((error: unknown) => {
      if (signal.aborted && error === signal.reason) return undefined;
      throw error;
    });
  }

  /** Does what may find that something computed is not a number. @throws TrainingError `DIVERGED` */
  async finite<T>(action: () => Promise<T>): Promise<T> {
    return action().catch((error: unknown) => {
      const what = notFinite(error);
      return what === undefined ? Promise.reject(error) : this.fail(what, error);
    });
  }

  /** Ends a training whose numbers have broken, and leaves the newest checkpoint as it is. @throws TrainingError `DIVERGED` */
  async fail(what: string, cause?: unknown): Promise<never> {
    const { run, stages } = this;
    const { stage, stageStep, step, minutes } = this.progress;
    const current = stages[stage] ?? stages.at(-1);
    const rateSetting = current?.practises ? "learningRate" : "showLearningRate";
    const at = { step: step + 1, stage: current?.name ?? "end", stageStep: stageStep + 1, rateSetting };
    await run.appendMetrics({ type: "diverged", ...at, minutes, message: what });
    const checkpoint = (await run.checkpoints()).at(-1)?.path;
    throw diverged(what, at, checkpoint, cause);
  }
}
