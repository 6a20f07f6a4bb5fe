import type { EpisodeLog } from "../../rollout/text/episode-log.js";
import type { Metrics, TrainEvent } from "../algorithm.js";
import { Clock } from "../clock.js";
import { ProcessorTime } from "../processor-time.js";
import { waitForRoom } from "../wait-for-room.js";
import { Completion } from "./completion.js";
import { brokenTensor, checkFinite } from "./diverged.js";
import type { EndedEpisodes } from "./ended-episodes.js";
import { LanguageExaminer } from "./examiner.js";
import { Guard } from "./guard.js";
import { Meanwhile } from "./meanwhile.js";
import { engineOptions, type OpenModel, saveModel, stageFolder, trainedState } from "./model.js";
import type { LanguagePlan, LanguageTrainingContext } from "./plan.js";
import { ENGINE_TENSORS, type LanguageProgress } from "./progress.js";
import type { OnEnded } from "./pulse.js";
import type { Stage, StageRun, StepReport } from "./stage.js";
import { StageStart } from "./stage-start.js";
import { progressEvent, startedEvent } from "./training-events.js";
import { unknownCharacters, unknownCharactersWarning } from "./unknown-characters.js";
import { Watch } from "./watch.js";

/** A training under way: goes through the stages of a plan, measures, tells and saves. */
export class LanguageTraining {
  private readonly clock: Clock;
  private readonly examiner: LanguageExaminer;
  private readonly watch = new Watch();
  private readonly completion: Completion;
  private readonly processor: ProcessorTime;
  private readonly guard: Guard;
  private readonly meanwhile: Meanwhile;
  /** Told of the episodes of the step under way. */
  private onEnded: OnEnded = () => undefined;
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
    const { clock, completion, examiner } = this;
    this.meanwhile = new Meanwhile({ clock, completion, examiner, progress });
  }

  async *train(resumed: boolean): AsyncGenerator<TrainEvent, void> {
    const { plan, context, model, progress } = this;
    const { ended } = this.kept;
    const { run, signal } = context;
    const from = resumed ? { resumedFrom: progress.step, resumedEpisodes: ended.size } : undefined;
    yield startedEvent(plan, context, model, from);
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
    const start = new StageStart(model, source, engineOptions(this.plan, workers));
    try {
      if (progress.stageStep === 0)
        yield* this.examine(stage.practises ? "before" : "during", stage.practises);
      const { engine, tokenizer, adapter, templateOptions } = model;
      const stageRun = await stage.begin({
        engine,
        tokenizer,
        adapter,
        templateOptions,
        seed,
        signal,
        reference: start.logprobs,
        restart: start.restore,
        ended: this.kept.ended,
        onEnded: (count, of) => this.onEnded(count, of),
      });
      if (progress.stageStep > 0 && progress.stageState !== null) stageRun.load?.(progress.stageState);
      while (progress.stageStep < stage.steps && !this.over()) yield* this.step(stage, stageRun);
    } finally {
      await start.close();
    }
    // Where the budget ends within a stage, a larger one goes on with the rest of it.
    if (progress.stageStep < stage.steps) return;
    yield* waitForRoom(() => saveModel(stageFolder(run.path, stage.name), model), signal);
    progress.stage++;
    progress.stageStep = 0;
    // The last stage may be given more steps yet.
    if (progress.stage < this.plan.stages.length) progress.stageState = null;
    yield* this.save();
  }

  private async *step(stage: Stage, stageRun: StageRun): AsyncGenerator<TrainEvent, void> {
    const { progress, context, clock, completion, examiner } = this;
    const began = clock.minutes;
    const report = yield* this.meanwhile.stepping(stage, (onEnded) => {
      this.onEnded = onEnded;
      return this.guard.unlessStopped(() => this.report(stageRun));
    });
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
    completion.stepped(seconds);
    const { step, stageStep, minutes, processorSeconds } = progress;
    const cost = processorSeconds !== undefined && { processorSeconds };
    this.metrics = { step, stage: stage.name, stageStep, minutes, ...cost, seconds, ...report.metrics };
    await context.run.appendMetrics({ type: "step", ...this.metrics });
    yield { type: "metrics", metrics: this.metrics };
    yield* this.warn([
      ...this.watch.warnings(this.metrics),
      ...this.watch.failures(`step ${step} (${stage.name})`, report.failures),
    ]);
    const tokensPerSecond = (report.trainedTokens + report.sampledTokens) / seconds;
    const told = { stage, metrics: this.metrics, tokensPerSecond, clock, completion, examiner };
    yield this.meanwhile.noted(progressEvent(told));
    if (examiner.isDue(stage, stageStep, clock.share(step))) yield* this.examine("during", false);
    if (clock.minutes - this.savedAt >= this.plan.checkpointMinutes) yield* this.save();
  }

  private *warn(messages: readonly string[]): Generator<TrainEvent, void> {
    for (const message of messages) yield { type: "warning", message };
  }

  private async *examine(
    when: "before" | "during" | "end",
    thorough: boolean,
  ): AsyncGenerator<TrainEvent, void> {
    const { progress, context } = this;
    const event = yield* this.meanwhile.measuring((onEnded) =>
      this.guard.unlessStopped(() =>
        this.guard.finite(() => this.examiner.examine(progress, thorough, onEnded)),
      ),
    );
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
