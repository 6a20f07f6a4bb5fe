import { join } from "node:path";
import { TrainingError } from "../../errors.js";
import { EpisodeLog } from "../../rollout/text/episode-log.js";
import type { RunDirectory } from "../../run/index.js";
import type { Budget, Metrics, TrainEvent } from "../algorithm.js";
import { Clock } from "../clock.js";
import { ProcessorTime } from "../processor-time.js";
import { waitForRoom } from "../wait-for-room.js";
import { Completion } from "./completion.js";
import { brokenTensor, checkFinite } from "./diverged.js";
import { ENDED_FILE, EndedEpisodes } from "./ended-episodes.js";
import { type LanguageExamination, LanguageExaminer } from "./examiner.js";
import { Guard } from "./guard.js";
import {
  type LanguageModelSpec,
  type OpenModel,
  openModel,
  SavedReference,
  saveModel,
  stageFolder,
  trainedState,
} from "./model.js";
import type { TrainingEnvironments } from "./plan.js";
import {
  ENGINE_TENSORS,
  EPISODES_FILE,
  engineState,
  type LanguageProgress,
  newProgress,
  progressOf,
} from "./progress.js";
import type { Stage, StageRun, StepReport } from "./stage.js";
import { unknownCharacters, unknownCharactersWarning } from "./unknown-characters.js";
import { Watch } from "./watch.js";

/** A whole training of a language model: what is trained, how, and what it is measured on. */
export interface LanguagePlan {
  /** What is practised, for people. */
  readonly scenario: string;
  readonly model: LanguageModelSpec;
  readonly environments: TrainingEnvironments;
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

class LanguageTraining {
  private readonly clock: Clock;
  private readonly examiner: LanguageExaminer;
  private readonly watch = new Watch();
  private readonly completion: Completion;
  private readonly processor: ProcessorTime;
  private readonly guard: Guard;
  private savedAt: number;
  private metrics: Metrics = {};

  constructor(
    private readonly plan: LanguagePlan,
    private readonly context: LanguageTrainingContext,
    private readonly model: OpenModel,
    private readonly progress: LanguageProgress,
    private readonly kept: { readonly episodes: EpisodeLog; readonly ended: EndedEpisodes },
  ) {
    this.clock = new Clock(context.budget, progress.minutes);
    this.processor = new ProcessorTime(progress.processorSeconds);
    this.savedAt = this.clock.minutes;
    this.examiner = new LanguageExaminer(plan.examination, model, context);
    this.completion = new Completion(plan.stages, progress, this.clock);
    this.guard = new Guard(plan.stages, context.run, progress, context.signal);
  }

  async *train(resumed: boolean): AsyncGenerator<TrainEvent, void> {
    const { plan, context, model, progress } = this;
    const { ended } = this.kept;
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
      ...(resumed && { resumedFrom: progress.step, resumedEpisodes: ended.size }),
    };
    if (ended.damage !== undefined)
      yield { type: "warning", message: `${ended.damage}: the episodes in it are played again` };
    const unknown = await unknownCharacters(model.tokenizer, Object.values(plan.environments));
    if (unknown.length > 0)
      yield { type: "warning", message: unknownCharactersWarning(plan.scenario, unknown) };
    while (progress.stage < plan.stages.length && !this.over())
      yield* this.stage(plan.stages[progress.stage]);
    if (this.finished && !signal.aborted && !(await this.hasEnded())) yield* this.examine("end", true);
    const finished = this.finished && !signal.aborted;
    yield* this.save();
    if (finished) await ended.remove();
    yield* waitForRoom(() => saveModel(stageFolder(run.path, "last"), model), signal);
    const { step, minutes } = progress;
    const reason = finished ? "budget" : "stopped";
    await run.appendMetrics({ type: "end", step, minutes, reason });
    yield { type: "finished", step, minutes, reason, run: run.path };
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
        ended: this.kept.ended,
      });
      if (progress.stageState !== null) stageRun.load?.(progress.stageState);
      while (progress.stageStep < stage.steps && !this.over()) yield* this.step(stage, stageRun);
    } finally {
      await reference.close();
    }
    // Where the budget ends within a stage, a larger one goes on with the rest of it.
    if (progress.stageStep < stage.steps) return;
    yield* waitForRoom(() => saveModel(stageFolder(run.path, stage.name), model), signal);
    progress.stage++;
    progress.stageStep = 0;
    progress.stageState = null;
    yield* this.save();
  }

  private async *step(stage: Stage, stageRun: StageRun): AsyncGenerator<TrainEvent, void> {
    const { progress, context, clock } = this;
    const began = clock.minutes;
    const report = await this.guard.unlessStopped(() => this.report(stageRun));
    if (report === undefined) return;
    for (const episode of report.episodes ?? []) await this.kept.episodes.append(episode);
    progress.step++;
    progress.stageStep++;
    progress.stageState = stageRun.save?.() ?? null;
    progress.minutes = clock.minutes;
    progress.processorSeconds = this.processor.seconds;
    progress.trainedTokens += report.trainedTokens;
    progress.sampledTokens += report.sampledTokens;
    const seconds = 60 * (clock.minutes - began);
    this.completion.stepped(seconds);
    const { step, stageStep, minutes, processorSeconds } = progress;
    const cost = processorSeconds !== undefined && { processorSeconds };
    this.metrics = { step, stage: stage.name, stageStep, minutes, ...cost, seconds, ...report.metrics };
    await context.run.appendMetrics({ type: "step", ...this.metrics });
    yield { type: "metrics", metrics: this.metrics };
    yield* this.warn([
      ...this.watch.warnings(this.metrics),
      ...this.watch.failures(`step ${step} (${stage.name})`, report.failures),
    ]);
    yield this.told(stage, (report.trainedTokens + report.sampledTokens) / seconds);
    if (this.examiner.isDue(stage, stageStep, clock.share(step))) yield* this.examine("during", false);
    if (clock.minutes - this.savedAt >= this.plan.checkpointMinutes) yield* this.save();
  }

  private *warn(messages: readonly string[]): Generator<TrainEvent, void> {
    for (const message of messages) yield { type: "warning", message };
  }

  private told(stage: Stage, tokensPerSecond: number): TrainEvent {
    const { progress, clock, metrics, completion } = this;
    const { loss, reward, solved } = metrics;
    return {
      type: "progress",
      phase: stage.name,
      minutes: clock.minutes,
      timeLeftMinutes: completion.minutesLeft,
      share: completion.share,
      step: progress.step,
      counts: {
        ...(typeof reward === "number" && { reward }),
        ...(typeof solved === "number" && { solved }),
        "tokens/s": tokensPerSecond,
      },
      // A policy gradient's loss is about 0 wherever the policy is the one that sampled, and says nothing.
      ...(typeof loss === "number" && !stage.practises && { loss }),
      ...(this.examiner.strength && { strength: this.examiner.strength }),
    };
  }

  private async *examine(
    when: "before" | "during" | "end",
    thorough: boolean,
  ): AsyncGenerator<TrainEvent, void> {
    const { progress, context } = this;
    const examined = () => this.guard.finite(() => this.examiner.examine(progress, thorough));
    const event = await this.guard.unlessStopped(examined);
    if (event === undefined) return;
    await context.run.appendMetrics({ ...event, when });
    yield event;
    yield* this.warn(this.watch.failures(`measurement at step ${progress.step}`, event.failures));
  }

  private async *save(): AsyncGenerator<TrainEvent, void> {
    const { run, signal } = this.context;
    const { progress, model, clock } = this;
    progress.minutes = clock.minutes;
    progress.processorSeconds = this.processor.seconds;
    const engine = await trainedState(model);
    const broken = brokenTensor(engine);
    if (broken !== undefined) await this.guard.fail(`${broken} holds what is no finite number`);
    const score = this.examiner.strength?.value;
    const path = yield* waitForRoom(async () => {
      progress.episodeBytes = await this.kept.episodes.flush();
      const contents = { step: progress.step, meta: { ...progress }, tensors: { [ENGINE_TENSORS]: engine } };
      return run.saveCheckpoint({ ...contents, ...(score !== undefined && { score }) });
    }, signal);
    yield { type: "checkpoint", step: progress.step, path };
    this.savedAt = clock.minutes;
  }

  /** One step of a stage, of which nothing may be other than a number. */
  private report(stageRun: StageRun): Promise<StepReport> {
    return this.guard.finite(async () => {
      const report = await stageRun.step(this.progress.stageStep);
      checkFinite(report.episodes ?? []);
      return report;
    });
  }

  private over(): boolean {
    return this.context.signal.aborted || this.clock.share(this.progress.step) >= 1;
  }
}
