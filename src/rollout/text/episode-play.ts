import { checkMessages, checkTurn } from "../../environments/text/check-turn.js";
import { EnvironmentStuck } from "../../environments/text/environment-stuck.js";
import type { Message, ToolCall } from "../../environments/text/message.js";
import { runTool, type ToolResult } from "../../environments/text/run-tool.js";
import { settleToolSchemas } from "../../environments/text/settle-tools.js";
import type { Example, Outcome } from "../../environments/text/text-environment.js";
import { secondsToJudge, TimeUp, withinTime } from "../../environments/text/time-limit.js";
import { type Boundary, BoundaryError, SelfplayError } from "../../errors.js";
import { Random } from "../../random/index.js";
import { checkAnswer } from "./check-answer.js";
import { Conversations } from "./conversation.js";
import type { EpisodeJob, PlayOptions } from "./play-episode.js";
import {
  type EpisodeEnd,
  type EpisodeError,
  TEXT_EPISODE_VERSION,
  type TextEpisodeRecord,
} from "./text-episode-record.js";

/** Why the signal of an episode is aborted when its seconds are spent. */
export const TIME_SPENT = new Error("the episode's time is spent");

/** Seconds that a step may take where nobody said. */
const STEP_SECONDS = 30;

type TimedPart = "policy" | "environment" | "tools";

/** One episode while it is played. */
export class EpisodePlay<E extends Example> {
  private readonly conversations: Conversations;
  private readonly now: () => number;
  private readonly players: number;
  private readonly timings = { policy: 0, environment: 0, tools: 0 };
  private readonly errors: EpisodeError[] = [];
  private example: E | undefined;
  private outcome: Outcome | undefined;
  private answers = 0;
  private sampledTokens = 0;
  private toolCalls = 0;
  private toolErrors = 0;
  private truncated = false;

  /** @param signal aborted with {@link TIME_SPENT} when the episode's time is up, with anything else to stop playing */
  constructor(
    private readonly options: PlayOptions<E>,
    private readonly job: EpisodeJob,
    private readonly signal: AbortSignal,
  ) {
    this.now = options.now ?? (() => performance.now() / 1000);
    this.players = options.environment.players ?? 1;
    this.conversations = new Conversations(this.players);
  }

  async run(): Promise<TextEpisodeRecord> {
    const started = this.now();
    const end = await this.play().catch((error: unknown): EpisodeEnd => {
      if (error === TIME_SPENT) return "seconds";
      if (!(error instanceof BoundaryError)) throw error;
      const { boundary, code, message } = error;
      this.errors.push({ boundary, code, message, turn: this.answers });
      return "error";
    });
    return this.record(end, this.now() - started);
  }

  private async play(): Promise<EpisodeEnd> {
    const { environment } = this.options;
    const { split, index } = this.job;
    const example = await this.inEnvironment(async () => {
      await settleToolSchemas("environment", environment);
      return environment.example(split, index);
    });
    this.example = example;
    const limit = secondsToJudge(environment, this.stepSeconds);
    const episode = await this.inEnvironment(() => environment.begin(example), limit);
    let player = 0;
    this.conversations.add(player, ...checkMessages("the opening of an episode", episode?.opening));
    for (;;) {
      const answer = await this.answerOf(player, example);
      if (typeof answer === "string") return answer;
      const turn = await this.inEnvironment((signal) => episode.answer(answer, signal), limit);
      checkTurn(turn, this.players);
      if (turn.done) {
        this.outcome = turn.outcome;
        return "done";
      }
      player = turn.player ?? 0;
      this.conversations.add(player, ...turn.messages);
    }
  }

  /** What a player says to the environment, his calls of tools over; or the budget that is spent before he does. */
  private async answerOf(player: number, example: E): Promise<Message | "turns" | "tokens"> {
    const { turns = Number.POSITIVE_INFINITY, tokens = Number.POSITIVE_INFINITY } =
      this.options.budgets ?? {};
    for (;;) {
      if (this.answers >= turns) return "turns";
      if (this.sampledTokens >= tokens) return "tokens";
      const answer = await this.ask(player, example, tokens - this.sampledTokens);
      if (answer.toolCalls === undefined) return answer;
      for (const call of answer.toolCalls) this.conversations.add(player, await this.callTool(call));
    }
  }

  private async ask(player: number, example: E, maxTokens: number): Promise<Message> {
    const { environment, policy } = this.options;
    const { messages, ids, covered } = this.conversations.players[player];
    const turn = this.answers;
    const answering = typeof policy === "function" ? policy : policy[player];
    const context = { environment: environment.name, example, player, turn, ids, covered, maxTokens };
    const tools = environment.tools ?? {};
    const seed = this.seedOf(turn);
    const answer = checkAnswer(
      await this.across("policy", "policy", Number.POSITIVE_INFINITY, (signal) =>
        answering(messages, { ...context, tools, seed, signal }),
      ),
    );
    this.answers++;
    this.sampledTokens += answer.ids?.length ?? 0;
    this.truncated ||= answer.truncated ?? false;
    return this.conversations.addAnswer(player, answer);
  }

  private async callTool(call: ToolCall): Promise<Message> {
    const { environment, budgets, limits } = this.options;
    this.toolCalls++;
    let result: ToolResult = { content: "Error: no calls of tools are left", failed: true };
    if (this.toolCalls <= (budgets?.toolCalls ?? Number.POSITIVE_INFINITY)) {
      const seconds = limits?.tool ?? STEP_SECONDS;
      result = await this.across("tools", "environment", seconds, (signal) =>
        runTool(environment.tools ?? {}, call, { signal }),
      ).catch((error: unknown) => {
        if (!(error instanceof BoundaryError)) throw error;
        return { content: `Error: ${call.name}: ${error.message}`, failed: true };
      });
    }
    if (result.failed) this.toolErrors++;
    return { role: "tool", content: result.content, toolCallId: call.id, name: call.name };
  }

  private get stepSeconds(): number {
    return this.options.limits?.environment ?? STEP_SECONDS;
  }

  private inEnvironment<T>(
    action: (signal: AbortSignal) => T | Promise<T>,
    seconds = this.stepSeconds,
  ): Promise<T> {
    return this.across("environment", "environment", seconds, action);
  }

  /** Does something on the far side of a boundary: what goes wrong there is an error of that boundary. */
  private async across<T>(
    part: TimedPart,
    boundary: Boundary,
    seconds: number,
    action: (signal: AbortSignal) => T | Promise<T>,
  ): Promise<T> {
    const started = this.now();
    try {
      return await withinTime(seconds, this.signal, action);
    } catch (cause) {
      if (this.signal.aborted) throw this.signal.reason;
      if (cause instanceof BoundaryError || cause instanceof EnvironmentStuck) throw cause;
      const code =
        cause instanceof TimeUp ? "TIME_LIMIT" : cause instanceof SelfplayError ? cause.code : "THREW";
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new BoundaryError(boundary, code, message, { cause });
    } finally {
      this.timings[part] += this.now() - started;
    }
  }

  /** 53 bits that are another number for every answer of every episode. */
  private seedOf(turn: number): number {
    const { environment, seed = 0 } = this.options;
    const { split, index, sample = 0 } = this.job;
    const random = new Random(seed, "text-answer", environment.name, split, index, sample, turn);
    return random.uint32() * 2 ** 21 + (random.uint32() >>> 11);
  }

  private record(end: EpisodeEnd, seconds: number): TextEpisodeRecord {
    const { environment, policyVersion = null, seed = 0 } = this.options;
    const { split, index, sample = 0, group = null } = this.job;
    const sequences = this.conversations.sequences();
    return {
      version: TEXT_EPISODE_VERSION,
      environment: environment.name,
      options: environment.options ?? {},
      split,
      index,
      sample,
      group,
      exampleId: this.example?.id ?? null,
      difficulty: this.example?.difficulty ?? null,
      seed,
      policyVersion,
      messages: this.conversations.messages,
      sequences: sequences.some(({ ids }) => ids.length > 0) ? sequences : [],
      rewards:
        this.outcome?.rewards ?? Array.from({ length: this.players }, () => this.outcome?.reward ?? {}),
      solved: this.outcome?.solved ?? false,
      metrics: this.outcome?.metrics ?? {},
      end,
      truncated: this.truncated,
      errors: this.errors,
      counts: {
        answers: this.answers,
        toolCalls: this.toolCalls,
        toolErrors: this.toolErrors,
        sampledTokens: this.sampledTokens,
      },
      timings: { total: seconds, ...this.timings },
    };
  }
}
