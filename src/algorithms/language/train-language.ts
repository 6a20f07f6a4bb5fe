import { join } from "node:path";
import { TrainingError } from "../../errors.js";
import { EpisodeLog } from "../../rollout/text/episode-log.js";
import type { TrainEvent } from "../algorithm.js";
import { ENDED_FILE, EndedEpisodes } from "./ended-episodes.js";
import { LanguageTraining } from "./language-training.js";
import { engineOptions, openModel } from "./model.js";
import type { LanguagePlan, LanguageTrainingContext } from "./plan.js";
import { EPISODES_FILE, engineState, newProgress, progressOf, reopenLastStage } from "./progress.js";

/**
 * Carries a plan out, stage after stage, and goes on where the run's newest checkpoint was written. A step depends on the
 * seed, its number and the weights, so a run that was killed ends with the same bytes of weights as one that was not.
 */
export async function* trainLanguage(
  plan: LanguagePlan,
  context: LanguageTrainingContext,
): AsyncGenerator<TrainEvent, void> {
  const { run, seed, workers } = context;
  const opened = await openModel(plan.model, { seed, ...engineOptions(plan, workers) });
  const model = { ...opened, templateOptions: plan.templateOptions };
  try {
    const checkpoint = await run.latestCheckpoint();
    const progress = checkpoint ? progressOf(checkpoint) : newProgress();
    if (checkpoint) await model.engine.loadState(await engineState(checkpoint));
    reopenLastStage(progress, plan.stages);
    // Fewer than the checkpoint knows of where some are lost and the training goes on all the same.
    const keep = run.logBytes(EPISODES_FILE) ?? progress.episodeBytes;
    const episodes = await EpisodeLog.open(join(run.path, EPISODES_FILE), { keep });
    const ended = await EndedEpisodes.open(join(run.path, ENDED_FILE), progress.stageStep);
    try {
      yield* new LanguageTraining(plan, context, model, progress, { episodes, ended }).train(
        checkpoint !== undefined,
      );
    } catch (error) {
      const { step, minutes } = progress;
      // What has diverged says so itself. The disk may be why it ended: then this cannot be written either.
      if (!(error instanceof TrainingError))
        await run
          .appendMetrics({ type: "failed", step, minutes, message: words(error) })
          .catch(() => undefined);
      throw error;
    } finally {
      await ended.close();
      await episodes.close();
    }
  } finally {
    await model.engine.close();
  }
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));
