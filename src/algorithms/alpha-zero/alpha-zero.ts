import { decodeEpisodes } from "../../rollout/episode-file.js";
import { recordOf, storedGame } from "../../rollout/game-record.js";
import type { GameAlgorithm, Metrics, TrainEvent, TrainingContext } from "../algorithm.js";
import { Clock } from "../clock.js";
import { ProcessorTime } from "../processor-time.js";
import { waitForRoom } from "../wait-for-room.js";
import { checkpointContents, restoreCheckpoint } from "./checkpoint.js";
import { Crew } from "./crew.js";
import { Examiner, type ExaminerResults } from "./examiner.js";
import { roundMetrics } from "./round-metrics.js";
import { type Progress, Rounds } from "./rounds.js";
import { type AlphaZeroValues, resolveAlphaZero } from "./settings.js";

/**
 * AlphaZero (Silver et al. 2018), by default with the search of Gumbel AlphaZero (Danihelka et al. 2022): a network
 * plays against itself with a search over its own policy and value; it learns to predict what the search chose and
 * how the game ended; the search with the better network is a better teacher.
 *
 * @param given settings that differ from the game's defaults; see `alphaZeroSettings`
 * @example
 * const run = await train({ environment: connectFour(), algorithm: alphaZero({ simulations: 32 }), minutes: 10 });
 */
export function alphaZero(given: Partial<AlphaZeroValues> = {}): GameAlgorithm {
  return {
    kind: "game",
    name: "alphazero",
    resolve: (game) => resolveAlphaZero(game, given),
    train: (context) => new AlphaZero(context, resolveAlphaZero(context.game, given)).train(),
  };
}

/**
 * One training run. Time goes in rounds: while the players play one with the weights they have, the learner learns
 * from the games of the round before; then the players get its weights. So a run with given numbers of steps and
 * workers is the same each time, and no thread waits while another has work.
 */
class AlphaZero {
  private processor = new ProcessorTime(0);
  private savedAt = 0;

  constructor(
    private readonly context: TrainingContext,
    private readonly settings: AlphaZeroValues,
  ) {}

  async *train(): AsyncGenerator<TrainEvent, void> {
    const { context, settings } = this;
    const { reference, seed, workers, device } = context;
    const crew = await Crew.start({ reference, settings, seed, workers, device });
    const examiner = await Examiner.start(context, settings);
    try {
      const checkpoint = await context.run.latestCheckpoint();
      const progress = checkpoint && (await restoreCheckpoint(crew, checkpoint));
      yield* this.rounds(
        crew,
        examiner,
        new Rounds(crew, settings, progress ?? newProgress()),
        progress !== undefined,
      );
    } finally {
      await Promise.all([crew.close(), examiner.close()]);
    }
  }

  private async *rounds(
    crew: Crew,
    examiner: Examiner,
    course: Rounds,
    resumed: boolean,
  ): AsyncGenerator<TrainEvent, void> {
    const { run, budget, signal, game, device, workers, seed } = this.context;
    const { progress } = course;
    const firstStep = progress.step;
    const clock = new Clock(budget, progress.minutes);
    this.processor = new ProcessorTime(progress.processorSeconds);
    this.savedAt = clock.minutes;
    let weights = await crew.publish(progress.step);
    yield {
      type: "started",
      run: run.path,
      scenario: game.name,
      device,
      workers,
      parameters: crew.parameters,
      speeds: { "evaluations/s a worker": await crew.players[0].call("speed", undefined) },
      seed,
      ...budget,
      ...(resumed && { resumedFrom: firstStep }),
    };
    let loss: number | undefined;
    while (clock.share(progress.step) < 1 && !signal.aborted) {
      const began = performance.now();
      const limit = "steps" in budget ? budget.steps - progress.step : Number.POSITIVE_INFINITY;
      const { rounds, learnt } = await course.next(limit, (step) => clock.share(step));
      weights = await crew.publish(progress.step);
      const seconds = (performance.now() - began) / 1000;
      progress.minutes = clock.minutes;
      progress.processorSeconds = this.processor.seconds;
      loss = learnt.steps > 0 ? learnt.policyLoss + learnt.valueLoss : loss;
      const metrics: Metrics = { ...known(progress), ...roundMetrics(rounds, learnt, seconds) };
      await run.appendMetrics({ type: "round", ...metrics });
      yield { type: "metrics", metrics };
      yield* this.report(examiner.results());
      yield {
        type: "progress",
        phase: examiner.busy ? "evaluating" : "self-play",
        minutes: clock.minutes,
        timeLeftMinutes: clock.left(progress.step, firstStep),
        share: clock.share(progress.step),
        step: progress.step,
        counts: {
          games: progress.games,
          positions: progress.positions,
          "positions/s": Number(metrics.pliesPerSecond),
          "simulations/s": Number(metrics.simulationsPerSecond),
        },
        ...(loss !== undefined && { loss }),
        ...(examiner.strength && { strength: examiner.strength }),
      };
      examiner.offer(weights, progress, clock.share(progress.step));
      if (clock.minutes - this.savedAt >= this.settings.checkpointMinutes)
        yield* this.save(crew, clock, examiner, course);
    }
    yield* this.save(crew, clock, examiner, course);
    const reason = clock.share(progress.step) < 1 ? "stopped" : "budget";
    if (reason === "budget") yield* this.report(await examiner.final(weights, progress));
    const { step, minutes } = progress;
    await run.appendMetrics({ type: "end", step, minutes, reason });
    yield { type: "finished", step, minutes, reason, run: run.path };
  }

  private async *save(
    crew: Crew,
    clock: Clock,
    examiner: Examiner,
    course: Rounds,
  ): AsyncGenerator<TrainEvent, void> {
    const { run, game } = this.context;
    const { progress } = course;
    const samples = course.fresh.flatMap((block) =>
      decodeEpisodes(block, game.actions, "self-play").slice(0, 1),
    );
    await crew.learner.call("gather", course.fresh);
    course.fresh = [];
    progress.minutes = clock.minutes;
    progress.processorSeconds = this.processor.seconds;
    const contents = await checkpointContents(crew, progress);
    const score = examiner.strength?.value;
    const path = yield* waitForRoom(
      () => run.saveCheckpoint({ ...contents, ...(score !== undefined && { score }) }),
      this.context.signal,
    );
    if (samples.length > 0) {
      const { step } = progress;
      const records = samples.map((episode) => recordOf(game, episode));
      await run.saveGames(`step-${step}.txt`, records.join("\n"));
      const lines = samples.map((episode) => `${JSON.stringify(storedGame(game, episode, step))}\n`);
      await run.saveGames(`step-${step}.jsonl`, lines.join(""));
    }
    yield { type: "checkpoint", step: progress.step, path };
    this.savedAt = clock.minutes;
  }

  private async *report({ evaluations, matches }: ExaminerResults): AsyncGenerator<TrainEvent, void> {
    const { run } = this.context;
    for (const match of matches) await run.appendMetrics({ type: "match", ...match });
    for (const evaluation of evaluations) {
      await run.appendMetrics({ ...evaluation });
      yield evaluation;
    }
  }
}

function newProgress(): Progress {
  return { step: 0, games: 0, positions: 0, minutes: 0, processorSeconds: 0 };
}

function known({ processorSeconds, ...progress }: Progress): Metrics {
  return { ...progress, ...(processorSeconds !== undefined && { processorSeconds }) };
}
