import { join } from "node:path";
import { EpisodeLog } from "../../rollout/text/episode-log.js";
import { type RunDirectory, retryWhileDiskFull } from "../../run/index.js";
import type { Budget, Metrics, TrainEvent } from "../algorithm.js";
import { Clock } from "../clock.js";
import { type LanguageExamination, LanguageExaminer } from "./examiner.js";
import {
  type LanguageModelSpec,
  type OpenModel,
  openModel,
  SavedReference,
  saveModel,
  stageFolder,
} from "./model.js";
import { ENGINE_TENSORS, engineState, type LanguageProgress, newProgress, progressOf } from "./progress.js";
import type { Stage, StageRun } from "./stage.js";

/** A whole training of a language model: what is trained, how, and what it is measured on. */
export interface LanguagePlan {
  /** What is practised, for people. */
  readonly scenario: string;
  readonly model: LanguageModelSpec;
  readonly stages: readonly Stage[];
  readonly examination: LanguageExamination;
  /** Minutes between checkpoints. */
  readonly checkpointMinutes: number;
}

/** What a {@link LanguagePlan} is carried out with. */
export interface LanguageTrainingContext {
  readonly run: RunDirectory;
  readonly seed: number;
  /** Cores to use. */
  readonly workers: number;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}

/** Where the episodes of a run are kept. */
export const EPISODES_FILE = "episodes.jsonl";

/**
 * Carries a plan out, stage after stage, and goes on where the run's newest checkpoint was written. A step depends on the
 * seed, its number and the weights, so a run that was killed ends with the same bytes of weights as one that was not.
 */
export async function* trainLanguage(
  plan: LanguagePlan,
  context: LanguageTrainingContext,
): AsyncGenerator<TrainEvent, void> {
  const { run, seed, workers } = context;
  const model = await openModel(plan.model, { seed, threads: workers });
  try {
    const checkpoint = await run.latestCheckpoint();
    const progress = checkpoint ? progressOf(checkpoint) : newProgress();
    if (checkpoint) await model.engine.loadState(await engineState(checkpoint));
    const episodes = await EpisodeLog.open(join(run.path, EPISODES_FILE), { keep: progress.episodeBytes });
    try {
      yield* new LanguageTraining(plan, context, model, progress, episodes).train(checkpoint !== undefined);
    } finally {
      await episodes.close();
    }
  } finally {
    await model.engine.close();
  }
}

class LanguageTraining {
  private readonly clock: Clock;
  private readonly examiner: LanguageExaminer;
  private savedAt: number;
  private metrics: Metrics = {};

  constructor(
    private readonly plan: LanguagePlan,
    private readonly context: LanguageTrainingContext,
    private readonly model: OpenModel,
    private readonly progress: LanguageProgress,
    private readonly episodes: EpisodeLog,
  ) {
    this.clock = new Clock(context.budget, progress.minutes);
    this.savedAt = this.clock.minutes;
    this.examiner = new LanguageExaminer(plan.examination, model, context);
  }

  async *train(resumed: boolean): AsyncGenerator<TrainEvent, void> {
    const { plan, context, model, progress } = this;
    const { run, seed, workers, budget, signal } = context;
    yield {
      type: "started",
      run: run.path,
      scenario: plan.scenario,
      device: "cpu",
      workers,
      parameters: model.engine.parameters.total,
      speeds: {},
      seed,
      ...(Number.isFinite(Object.values(budget)[0]) && budget),
      ...(resumed && { resumedFrom: progress.step }),
    };
    this.shareAtStart = this.share();
    try {
      while (progress.stage < plan.stages.length && !this.over())
        yield* this.stage(plan.stages[progress.stage]);
      if (this.finished && !signal.aborted && !(await this.hasEnded())) yield* this.examine("end", true);
    } catch (error) {
      // What is cut short by the signal has changed nothing yet: it is done again when the run goes on.
      if (!signal.aborted || error !== signal.reason) throw error;
    }
    const finished = this.finished && !signal.aborted;
    yield* this.save();
    await saveModel(stageFolder(run.path, "last"), model);
    const { step, minutes } = progress;
    yield { type: "finished", step, minutes, reason: finished ? "budget" : "stopped", run: run.path };
  }

  /** Whether all stages are done, or the budget is spent. */
  private get finished(): boolean {
    const { plan, progress, clock } = this;
    return progress.stage >= plan.stages.length || clock.share(progress.step) >= 1;
  }

  /** Whether the measurement at the end was made when the run ended before. */
  private async hasEnded(): Promise<boolean> {
    const { step } = this.progress;
    return (await this.context.run.metrics()).some((line) => line.when === "end" && line.step === step);
  }

  private async *stage(stage: Stage): AsyncGenerator<TrainEvent, void> {
    const { progress, context, model } = this;
    const { run, seed, signal, workers } = context;
    const before =
      progress.stage === 0 ? undefined : stageFolder(run.path, this.plan.stages[progress.stage - 1].name);
    const source = before === undefined ? { spec: this.plan.model, seed } : { folder: before };
    const reference = new SavedReference(model, source, workers);
    try {
      if (progress.stageStep === 0)
        yield* this.examine(stage.practises ? "before" : "during", stage.practises);
      const { engine, tokenizer, adapter } = model;
      const stageRun = await stage.begin({
        engine,
        tokenizer,
        adapter,
        seed,
        signal,
        reference: reference.logprobs,
      });
      if (progress.stageState !== null) stageRun.load?.(progress.stageState);
      while (progress.stageStep < stage.steps && !this.over()) yield* this.step(stage, stageRun);
    } finally {
      await reference.close();
    }
    // Where the budget ends within a stage, a larger one goes on with the rest of it.
    if (progress.stageStep < stage.steps) return;
    await saveModel(stageFolder(run.path, stage.name), model);
    progress.stage++;
    progress.stageStep = 0;
    progress.stageState = null;
    yield* this.save();
  }

  private async *step(stage: Stage, stageRun: StageRun): AsyncGenerator<TrainEvent, void> {
    const { progress, context, clock } = this;
    const began = clock.minutes;
    const report = await stageRun.step(progress.stageStep);
    for (const episode of report.episodes ?? []) await this.episodes.append(episode);
    progress.step++;
    progress.stageStep++;
    progress.stageState = stageRun.save?.() ?? null;
    progress.minutes = clock.minutes;
    progress.trainedTokens += report.trainedTokens;
    progress.sampledTokens += report.sampledTokens;
    const seconds = 60 * (clock.minutes - began);
    const { step, stageStep, minutes } = progress;
    this.metrics = { step, stage: stage.name, stageStep, minutes, seconds, ...report.metrics };
    await context.run.appendMetrics({ type: "step", ...this.metrics });
    yield { type: "metrics", metrics: this.metrics };
    yield this.told(stage, (report.trainedTokens + report.sampledTokens) / seconds);
    if (this.examiner.isDue(stage, stageStep, clock.share(step))) yield* this.examine("during", false);
    if (clock.minutes - this.savedAt >= this.plan.checkpointMinutes) yield* this.save();
  }

  private told(stage: Stage, tokensPerSecond: number): TrainEvent {
    const { progress, clock, metrics } = this;
    const { loss, reward, solved } = metrics;
    const share = this.share();
    return {
      type: "progress",
      phase: stage.name,
      minutes: clock.minutes,
      timeLeftMinutes:
        share > 0 ? (clock.sitting / this.shareOfSitting()) * (1 - share) : Number.POSITIVE_INFINITY,
      share,
      step: progress.step,
      counts: {
        ...(typeof reward === "number" && { reward }),
        ...(typeof solved === "number" && { solved }),
        "tokens/s": tokensPerSecond,
      },
      ...(typeof loss === "number" && { loss }),
      ...(this.examiner.strength && { strength: this.examiner.strength }),
    };
  }

  /** Share of the whole training that is done: of its stages, each by what its steps cost, or of its budget. */
  private share(): number {
    const { plan, progress, clock } = this;
    const all = plan.stages.map(({ steps, cost }) => steps * cost);
    const total = all.reduce((a, b) => a + b, 0);
    const done = all.slice(0, progress.stage).reduce((a, b) => a + b, 0);
    const cost = plan.stages[progress.stage]?.cost ?? 0;
    const byStages = Number.isFinite(total) ? (done + progress.stageStep * cost) / total : 0;
    return Math.max(byStages, clock.share(progress.step));
  }

  private shareAtStart = 0;

  private shareOfSitting(): number {
    return Math.max(1e-6, this.share() - this.shareAtStart);
  }

  private async *examine(
    when: "before" | "during" | "end",
    thorough: boolean,
  ): AsyncGenerator<TrainEvent, void> {
    const { progress, context } = this;
    for (const event of await this.examiner.examine(progress, thorough)) {
      await context.run.appendMetrics({ ...event, when });
      yield event;
    }
  }

  private async *save(): AsyncGenerator<TrainEvent, void> {
    const { run, signal } = this.context;
    const { progress, model, clock } = this;
    progress.minutes = clock.minutes;
    progress.episodeBytes = await this.episodes.flush();
    const engine = await model.engine.saveState();
    const contents = { step: progress.step, meta: { ...progress }, tensors: { [ENGINE_TENSORS]: engine } };
    const score = this.examiner.strength?.value;
    let paused: (message: string) => void = () => undefined;
    const pause = new Promise<string>((resolve) => {
      paused = resolve;
    });
    const saving = retryWhileDiskFull(
      () => run.saveCheckpoint({ ...contents, ...(score !== undefined && { score }) }),
      { onPause: paused, signal },
    );
    const first = await Promise.race([saving.then(() => undefined), pause]);
    if (first !== undefined) yield { type: "warning", message: first };
    const path = await saving;
    yield { type: "checkpoint", step: progress.step, path };
    this.savedAt = clock.minutes;
  }

  private over(): boolean {
    return this.context.signal.aborted || this.clock.share(this.progress.step) >= 1;
  }
}
