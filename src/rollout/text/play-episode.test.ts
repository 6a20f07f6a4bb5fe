import { describe, expect, test } from "vitest";
import { addition, calculator, guess } from "../../environments/index.js";
import type { Message } from "../../environments/text/message.js";
import type { Example, TextEnvironment, Turn } from "../../environments/text/text-environment.js";
import { toolSchema } from "../../environments/text/tool-schema.js";
import { BoundaryError, OptionError } from "../../errors.js";
import { playEpisode } from "./play-episode.js";
import { totalReward } from "./text-episode-record.js";
import type { Answer, AnswerContext, TextPolicy } from "./text-policy.js";

const JOB = { split: "train", index: 0 } as const;

/** Says these things in turn, and then the last again and again. */
function saying(...answers: readonly (string | Answer)[]): TextPolicy {
  return async (_, { turn }) => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    return typeof answer === "string" ? { content: answer } : answer;
  };
}

/** A policy that shows what the environment's own solver would say. */
function demonstrating<E extends Example>(environment: TextEnvironment<E>): TextPolicy {
  return async (_, { example, turn }) => environment.demonstrate!(example as E)[turn];
}

/** An environment of one example that does what it is told when it is answered. */
function environmentThat(
  answer: (message: Message, signal: AbortSignal) => unknown,
  more: Partial<TextEnvironment> = {},
): TextEnvironment {
  return {
    name: "odd",
    size: () => 1,
    example: () => ({ id: "only", difficulty: 1 }),
    begin: () => ({
      opening: [{ role: "user", content: "go" }],
      answer: (message, signal) => answer(message, signal) as Turn,
    }),
    ...more,
  };
}

const solved = { done: true, outcome: { solved: true, reward: { correct: 1 } } };

describe("an episode", () => {
  test("is played to its end and kept whole", async () => {
    const environment = addition({ difficulty: 2 });
    const policy = demonstrating(environment);
    let seconds = 0;
    const now = () => seconds++;
    const options = { environment, policy, policyVersion: 7, seed: 5, now };
    const episode = await playEpisode(options, { ...JOB, index: 3, sample: 2, group: "g" });
    const example = environment.example("train", 3);
    expect(episode).toEqual({
      version: 1,
      environment: "addition",
      options: environment.options,
      split: "train",
      index: 3,
      sample: 2,
      group: "g",
      exampleId: example.id,
      difficulty: 2,
      seed: 5,
      policyVersion: 7,
      messages: [
        { role: "user", content: `${example.problem.a}+${example.problem.b}=`, player: 0 },
        { ...environment.demonstrate!(example)[0], player: 0 },
      ],
      sequences: [],
      rewards: [{ correct: 1, format: 0, progress: 0 }],
      solved: true,
      metrics: { format: 1, progress: 1 },
      end: "done",
      truncated: false,
      errors: [],
      counts: { answers: 1, toolCalls: 0, toolErrors: 0, sampledTokens: 0 },
      timings: { total: 9, policy: 1, environment: 3, tools: 0 },
    });
    expect(totalReward(episode)).toBe(1);
  });

  test("goes over several turns", async () => {
    const environment = guess({ difficulty: 3 });
    const episode = await playEpisode({ environment, policy: demonstrating(environment) }, JOB);
    expect(episode.solved).toBe(true);
    expect(episode.messages.map(({ role }) => role)).toEqual(
      episode.messages.map((_, i) => (i % 2 === 0 ? "user" : "assistant")),
    );
    expect(episode.counts.answers).toBe(episode.metrics.guesses);
  });

  test("gives the policy its tokens back and never asks it to tokenise twice", async () => {
    const seen: Pick<AnswerContext, "ids" | "covered" | "maxTokens">[] = [];
    const policy: TextPolicy = async (conversation, { turn, ids, covered, maxTokens }) => {
      seen.push({ ids: [...ids], covered, maxTokens });
      const observedIds = conversation.slice(covered).map(({ content }) => content.length);
      const logprobs = new Float32Array([-0.1, -0.2]);
      return { content: "1", observedIds, ids: new Int32Array([100 + turn, 0]), logprobs };
    };
    const environment = guess({ difficulty: 1 });
    const options = { environment, policy, budgets: { turns: 3, tokens: 100 } };
    const { sequences, counts } = await playEpisode(options, JOB);
    expect(seen).toEqual([
      { ids: [], covered: 0, maxTokens: 100 },
      { ids: [4, 100, 0], covered: 2, maxTokens: 98 },
      { ids: [4, 100, 0, 6, 101, 0], covered: 4, maxTokens: 96 },
    ]);
    const [{ ids, mask, logprobs }] = sequences;
    expect(ids).toEqual([4, 100, 0, 6, 101, 0, 6, 102, 0]);
    expect(mask).toEqual([0, 1, 1, 0, 1, 1, 0, 1, 1]);
    expect(logprobs.map(Math.fround)).toEqual([0, -0.1, -0.2, 0, -0.1, -0.2, 0, -0.1, -0.2].map(Math.fround));
    expect(counts.sampledTokens).toBe(6);
  });

  test("keeps no log-probabilities where the policy does not tell them all", async () => {
    const policy = saying({ content: "1", ids: [5], logprobs: [-1] }, { content: "2", ids: [6] });
    const { sequences } = await playEpisode({ environment: guess(), policy, budgets: { turns: 2 } }, JOB);
    expect(sequences).toEqual([{ ids: [5, 6], mask: [1, 1], logprobs: [] }]);
  });

  test("asks with another seed each time, the same when played again", async () => {
    const seeds = async (seed: number, sample: number) => {
      const found: number[] = [];
      const policy: TextPolicy = async (_, context) => {
        found.push(context.seed);
        return { content: "1" };
      };
      await playEpisode({ environment: guess(), policy, seed, budgets: { turns: 3 } }, { ...JOB, sample });
      return found;
    };
    const all = [...(await seeds(1, 0)), ...(await seeds(1, 1)), ...(await seeds(2, 0))];
    expect(new Set(all).size).toBe(9);
    expect(all.every(Number.isSafeInteger)).toBe(true);
    expect(await seeds(1, 1)).toEqual(all.slice(3, 6));
  });
});

describe("tools", () => {
  const environment = calculator({ difficulty: 2 });
  const call = (expression: unknown, id = "c") => ({ id, name: "calculate", input: { expression } });

  test("are run between answers, and their results told", async () => {
    const episode = await playEpisode({ environment, policy: demonstrating(environment) }, JOB);
    expect(episode.solved).toBe(true);
    const [, asked, told, answered] = episode.messages;
    expect(asked.toolCalls).toHaveLength(1);
    expect(told).toEqual({
      role: "tool",
      content: answered.content,
      toolCallId: "call-1",
      name: "calculate",
      player: 0,
    });
    expect(episode.counts).toMatchObject({ answers: 2, toolCalls: 1, toolErrors: 0 });
  });

  test("that fail are told why, and counted", async () => {
    const wrong = [call(5, "a"), call("1/0", "b"), { id: "d", name: "calc", input: {} }, call("6*7", "e")];
    const policy = saying({ content: "", toolCalls: wrong }, "42");
    const { messages, counts, errors, end } = await playEpisode({ environment, policy }, JOB);
    expect(messages.filter(({ role }) => role === "tool").map(({ content }) => content)).toEqual([
      expect.stringContaining("Error: calculate: wrong input at expression"),
      "Error: calculate: division by zero",
      expect.stringContaining('there is no tool "calc"; did you mean "calculate"?'),
      "42",
    ]);
    expect(counts).toMatchObject({ toolCalls: 4, toolErrors: 3, answers: 2 });
    expect(errors).toEqual([]);
    expect(end).toBe("done");
  });

  test("whose schemas are promises are awaited before a policy is told of them; bad ones are the environment's fault", async () => {
    const withSchema = (jsonSchema: Promise<unknown>) => {
      const tool = { description: "", inputSchema: { jsonSchema }, execute: () => "" };
      return environmentThat(() => ({ done: true, outcome: { reward: {}, solved: true } }), {
        tools: { tool },
      });
    };
    const told: unknown[] = [];
    const policy: TextPolicy = async (_, { tools }) => {
      told.push(toolSchema(tools.tool.inputSchema).json);
      return { content: "" };
    };
    await playEpisode({ environment: withSchema(Promise.resolve({ type: "object" })), policy }, JOB);
    expect(told).toEqual([{ type: "object" }]);
    const { errors } = await playEpisode({ environment: withSchema(Promise.resolve("none")), policy }, JOB);
    expect(errors).toEqual([expect.objectContaining({ boundary: "environment", code: "TOOL_SCHEMA" })]);
  });

  test("have a budget and a time limit", async () => {
    const slow = { ...environment.tools?.calculate, execute: () => new Promise<string>(() => undefined) };
    const hanging = { ...environment, tools: { calculate: slow } } as typeof environment;
    const policy = saying({ content: "", toolCalls: [call("1"), call("2")] }, "42");
    const options = { environment: hanging, policy, budgets: { toolCalls: 1 }, limits: { tool: 0.01 } };
    const { messages, counts } = await playEpisode(options, JOB);
    expect(messages.filter(({ role }) => role === "tool").map(({ content }) => content)).toEqual([
      "Error: calculate: not done after 0.01 s",
      "Error: no calls of tools are left",
    ]);
    expect(counts).toMatchObject({ toolCalls: 2, toolErrors: 2 });
  });
});

describe("budgets", () => {
  const going = environmentThat(() => ({ done: false, messages: [{ role: "user", content: "more" }] }));

  test("of turns and tokens end an episode unsolved", async () => {
    const policy = saying({ content: "a", ids: [1, 2, 3], logprobs: [-1, -1, -1] });
    const turns = await playEpisode({ environment: going, policy, budgets: { turns: 4 } }, JOB);
    expect(turns).toMatchObject({ end: "turns", solved: false, rewards: [{}], counts: { answers: 4 } });
    const tokens = await playEpisode({ environment: going, policy, budgets: { tokens: 7 } }, JOB);
    expect(tokens).toMatchObject({ end: "tokens", counts: { answers: 3, sampledTokens: 9 } });
    expect(totalReward(tokens)).toBe(0);
  });

  test("of seconds end it whatever it waits for", async () => {
    let told: AbortSignal | undefined;
    const policy: TextPolicy = (_, { signal }) => {
      told = signal;
      return new Promise(() => undefined);
    };
    const episode = await playEpisode({ environment: going, policy, budgets: { seconds: 0.01 } }, JOB);
    expect(episode).toMatchObject({ end: "seconds", errors: [], solved: false });
    expect(told?.aborted).toBe(true);
  });

  test("leave their mark where an answer was cut off", async () => {
    const environment = environmentThat(() => solved);
    const policy = saying({ content: "a", truncated: true });
    expect(await playEpisode({ environment, policy }, JOB)).toMatchObject({ truncated: true, end: "done" });
  });

  test("that are no numbers are refused", async () => {
    const options = { environment: going, policy: saying("a") };
    for (const budgets of [{ turns: -1 }, { tokens: Number.NaN }])
      await expect(playEpisode({ ...options, budgets }, JOB)).rejects.toThrow(OptionError);
  });

  test("and other options that are misspelt are refused", async () => {
    const played = (more: object) => playEpisode({ environment: going, policy: saying("a"), ...more }, JOB);
    await expect(played({ budgets: { token: 5 } })).rejects.toThrow(/^option of budgets: .*mean tokens/);
    await expect(played({ limits: { tools: 5 } })).rejects.toThrow(/^option of limits: .*mean tool\?/);
    await expect(played({ budget: {} })).rejects.toThrow(/^option of playEpisode: .*mean budgets/);
    await expect(played({ policy: undefined })).rejects.toThrow(/^policy: .*found nothing/);
    const job = { ...JOB, split: "tst" as never };
    await expect(playEpisode({ environment: going, policy: saying("a") }, job)).rejects.toThrow(
      /^split of a job: expected train or test, found "tst"$/,
    );
  });
});

describe("what goes wrong is an error of its boundary on the episode", () => {
  const done = (outcome: unknown) => environmentThat(() => ({ done: true, outcome }));
  const boom = () => {
    throw new Error("boom");
  };
  test.each([
    ["a reward that throws", environmentThat(boom), "THREW", "boom"],
    ["a rejected reward", environmentThat(async () => boom()), "THREW", "boom"],
    [
      "a reward that hangs",
      environmentThat(() => new Promise(() => undefined)),
      "TIME_LIMIT",
      "not done after",
    ],
    [
      "NaN",
      done({ solved: true, reward: { correct: Number.NaN } }),
      "BAD_REWARD",
      "reward `correct`, found NaN",
    ],
    [
      "infinity",
      done({ solved: true, reward: { a: 1, b: 1 / 0 } }),
      "BAD_REWARD",
      "reward `b`, found Infinity",
    ],
    [
      "a reward that is text",
      done({ solved: true, reward: { a: "1" } }),
      "BAD_REWARD",
      'reward `a`, found "1"',
    ],
    ["no reward", done({ solved: true }), "BAD_REWARD", "parts of the reward by name, found nothing"],
    [
      "a metric that is none",
      done({ solved: true, reward: {}, metrics: { m: NaN } }),
      "BAD_REWARD",
      "metric `m`",
    ],
    ["no verdict", done({ reward: {} }), "BAD_TURN", "`solved`, true or false, found nothing"],
    ["no outcome", done(undefined), "BAD_TURN", "`solved`"],
    ["no turn", environmentThat(() => undefined), "BAD_TURN", "`done`, true or false, found nothing"],
    [
      "no messages",
      environmentThat(() => ({ done: false })),
      "BAD_MESSAGES",
      "a list of messages, found nothing",
    ],
    [
      "a message of nobody",
      environmentThat(() => ({ done: false, messages: [{ role: "me", content: "" }] })),
      "BAD_MESSAGES",
      'a role (system, user, assistant, tool), found "me"',
    ],
    [
      "a player who is not there",
      environmentThat(() => ({ done: false, messages: [], player: 1 })),
      "BAD_TURN",
      "a `player` from 0 to 0, found 1",
    ],
    [
      "no opening",
      environmentThat(boom, { begin: () => ({}) as never }),
      "BAD_MESSAGES",
      "opening of an episode",
    ],
    ["a beginning that throws", environmentThat(boom, { begin: boom }), "THREW", "boom"],
    ["no such example", environmentThat(boom, { example: boom }), "THREW", "boom"],
  ])("%s", async (_, environment, code, message) => {
    const options = { environment, policy: saying("hello"), limits: { environment: 0.02 } };
    const episode = await playEpisode(options, JOB);
    expect(episode).toMatchObject({ end: "error", solved: false, rewards: [{}] });
    expect(episode.errors).toEqual([
      {
        boundary: "environment",
        code,
        message: expect.stringContaining(message),
        turn: episode.counts.answers,
      },
    ]);
  });

  test("an environment that keeps its own time is waited for", async () => {
    const late = () => new Promise((resolve) => setTimeout(() => resolve(solved), 100));
    const options = { policy: saying("hello"), limits: { environment: 0.02 } };
    const keeping = { ...options, environment: environmentThat(late, { keepsTime: true }) };
    expect(await playEpisode(keeping, JOB)).toMatchObject({ end: "done", solved: true, errors: [] });
    const { begin } = keeping.environment;
    const slow = environmentThat(late, {
      keepsTime: true,
      begin: async (example) => late().then(() => begin(example)),
    });
    const played = await playEpisode({ ...options, environment: slow }, JOB);
    expect(played).toMatchObject({ end: "done", solved: true, errors: [] });
  });

  test("a judgement that keeps its own time can still be stopped", async () => {
    const controller = new AbortController();
    let told: AbortSignal | undefined;
    const environment = environmentThat(
      (_, signal) => {
        told = signal;
        setTimeout(() => controller.abort(new Error("enough")), 20);
        return new Promise(() => undefined);
      },
      { keepsTime: true },
    );
    const { signal } = controller;
    const play = playEpisode({ environment, policy: saying("hello"), signal }, JOB);
    await expect(play).rejects.toThrow("enough");
    expect(told?.aborted).toBe(true);
  });

  test.each([
    ["that throws", boom, "THREW", "boom"],
    ["that says nothing", async () => undefined, "BAD_ANSWER", "text as `content`, found nothing"],
    [
      "with a log-probability too few",
      async () => ({ content: "", ids: [1, 2], logprobs: [0] }),
      "BAD_ANSWER",
      "2 `l",
    ],
    [
      "with one that is none",
      async () => ({ content: "", ids: [1], logprobs: [NaN] }),
      "BAD_ANSWER",
      "found NaN",
    ],
    ["with ids that are none", async () => ({ content: "", ids: [-1] }), "BAD_ANSWER", "in `ids`, found -1"],
    ["that calls nothing", async () => ({ content: "", toolCalls: [{}] }), "BAD_ANSWER", "`toolCalls`"],
  ])("a policy %s", async (_, policy, code, message) => {
    const environment = environmentThat(() => solved);
    const { errors, end } = await playEpisode({ environment, policy: policy as TextPolicy }, JOB);
    expect(end).toBe("error");
    expect(errors).toEqual([
      { boundary: "policy", code, message: expect.stringContaining(message), turn: 0 },
    ]);
  });

  test("that whoever throws it may name", async () => {
    const engine: TextPolicy = async () => {
      throw new BoundaryError("engine", "OUT_OF_MEMORY", "no room for the cache");
    };
    const judge = environmentThat(() => {
      throw new BoundaryError("judge", "JUDGE_SILENT", "no verdict");
    });
    const boundaries = [
      (await playEpisode({ environment: judge, policy: engine }, JOB)).errors[0],
      (await playEpisode({ environment: judge, policy: saying("a") }, JOB)).errors[0],
    ];
    expect(boundaries).toMatchObject([
      { boundary: "engine", code: "OUT_OF_MEMORY", turn: 0 },
      { boundary: "judge", code: "JUDGE_SILENT", turn: 1 },
    ]);
  });

  test("but a stop that was asked for is thrown", async () => {
    const stop = new AbortController();
    const policy: TextPolicy = () => {
      stop.abort(new Error("enough"));
      return new Promise(() => undefined);
    };
    const options = { environment: environmentThat(() => solved), policy, signal: stop.signal };
    await expect(playEpisode(options, JOB)).rejects.toThrow("enough");
    await expect(playEpisode(options, JOB)).rejects.toThrow("enough");
  });
});

describe("several players", () => {
  /** Two players name a number each, without hearing the other; the larger wins. */
  const auction: TextEnvironment = {
    name: "auction",
    players: 2,
    size: () => 1,
    example: () => ({ id: "only", difficulty: 1 }),
    begin() {
      const bids: number[] = [];
      return {
        opening: [{ role: "user", content: "your bid, first player?" }],
        answer({ content }) {
          bids.push(Number(content));
          if (bids.length === 1)
            return {
              done: false,
              player: 1,
              messages: [{ role: "user", content: "your bid, second player?" }],
            };
          const win = bids.map((bid) => ({ won: bid === Math.max(...bids) ? 1 : -1 }));
          return { done: true, outcome: { solved: true, reward: {}, rewards: win } };
        },
      };
    },
  };

  test("answer in turn, each in a conversation of his own", async () => {
    const heard: string[][] = [[], []];
    const bidder =
      (bid: string): TextPolicy =>
      async (conversation, { player }) => {
        heard[player] = conversation.map(({ content }) => content);
        return { content: bid, observedIds: [player], ids: [Number(bid)], logprobs: [-1] };
      };
    const episode = await playEpisode({ environment: auction, policy: [bidder("3"), bidder("5")] }, JOB);
    expect(heard).toEqual([["your bid, first player?"], ["your bid, second player?"]]);
    expect(episode.rewards).toEqual([{ won: -1 }, { won: 1 }]);
    expect([totalReward(episode, 0), totalReward(episode, 1)]).toEqual([-1, 1]);
    expect(episode.messages.map(({ player, content }) => [player, content])).toEqual([
      [0, "your bid, first player?"],
      [0, "3"],
      [1, "your bid, second player?"],
      [1, "5"],
    ]);
    expect(episode.sequences.map(({ ids }) => ids)).toEqual([
      [0, 3],
      [1, 5],
    ]);
  });

  test("need as many policies, and as many rewards", async () => {
    const options = { environment: auction, policy: [saying("1")] };
    await expect(playEpisode(options, JOB)).rejects.toThrow("policy: expected one for all players or 2");
    const unfair = environmentThat(
      () => ({ done: true, outcome: { solved: true, reward: {}, rewards: [{}] } }),
      { players: 2 },
    );
    const { errors } = await playEpisode({ environment: unfair, policy: saying("1") }, JOB);
    expect(errors).toMatchObject([{ code: "BAD_REWARD", message: expect.stringContaining("2 `rewards`") }]);
  });
});
