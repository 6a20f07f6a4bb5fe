import { expect, test } from "vitest";
import type { TextEnvironment } from "../../environments/text/text-environment.js";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import type { TextEpisodeRecord, TokenSequence } from "../../rollout/text/text-episode-record.js";
import { groupEpisodes } from "./groups.js";
import { policyGradientData } from "./policy-gradient-data.js";
import { beginStage, makeSteps, practiceStage, tinyModel, twoDigits } from "./testing.conformance.js";

const said = (first: number): TokenSequence => ({
  ids: [first, 8, 9],
  mask: [0, 1, 1],
  logprobs: [0, -1, -1],
});
const SILENT: TokenSequence = { ids: [], mask: [], logprobs: [] };

test("each player's words have the advantage of his own reward, beside the same player of other episodes", () => {
  const episodes = [
    episodeWith({ sequences: [said(0), said(1)], rewards: [{ won: 1 }, { won: -1 }] }),
    episodeWith({ sequences: [said(2), said(3)], rewards: [{ won: -1 }, { won: 1 }] }),
    // Over before the second player was asked.
    episodeWith({ sequences: [said(4), SILENT], rewards: [{ won: 0 }, { won: 0 }] }),
  ].map((episode) => ({ ...episode, group: "1" }));
  const groups = groupEpisodes(episodes, "mean");
  expect(groups).toMatchObject([
    {
      rewards: [
        [1, -1, 0],
        [-1, 1, 0],
      ],
      signal: true,
    },
  ]);
  const data = policyGradientData(groups, { averaging: "sum", maxTokens: 8, keepAll: true });
  expect(data.map(({ datum }) => [datum.inputIds[0], datum.advantages![0]])).toEqual(
    [1, -1, -1, 1, 0].map((advantage, number) => [number, expect.closeTo(advantage / 5, 6)]),
  );
  expect(data.map(({ episode }) => episode)).toEqual([0, 0, 1, 1, 2].map((i) => episodes[i]));
});

test("a reward that players share is every player's", () => {
  const shared = (reward: number, first: number): TextEpisodeRecord => {
    const won = { won: reward };
    return episodeWith({ group: "1", sequences: [said(first), said(first + 1)], rewards: [won, won] });
  };
  const groups = groupEpisodes([shared(1, 0), shared(0, 2)], "mean");
  const data = policyGradientData(groups, { averaging: "sum", maxTokens: 8 });
  expect(data.map(({ datum }) => Math.sign(datum.advantages![0]))).toEqual([1, 1, -1, -1]);
});

/** The first player is told two digits and his words go to nobody; the second must name the larger of two others. */
function duet(): TextEnvironment {
  const digits = twoDigits(undefined, "duet", 3);
  return {
    ...digits,
    players: 2,
    async begin(example) {
      const { opening, answer } = await digits.begin(example);
      let asked = false;
      return {
        opening: [{ role: "user", content: "0,0?" }],
        async answer(message, signal) {
          if (!asked) {
            asked = true;
            return { done: false, messages: opening, player: 1 };
          }
          const turn = await answer(message, signal);
          if (!turn.done) return turn;
          const { outcome } = turn;
          return { done: true, outcome: { ...outcome, rewards: [{ correct: 0 }, outcome.reward] } };
        },
      };
    },
  };
}

test.each(["grpo", "expert-iteration"] as const)(
  "the second of two players learns by %s",
  async (algorithm) => {
    const model = await tinyModel();
    const given = {
      algorithm,
      maxTokens: 1,
      groups: 16,
      rlSteps: 24,
      rounds: 8,
      regenerateEpochs: 8,
      showBatch: 16,
    };
    const steps = algorithm === "grpo" ? given.rlSteps : given.rounds;
    const run = await beginStage(practiceStage(duet(), given), model);
    const solved = (await makeSteps(run, 0, steps)).map(({ metrics }) => Number(metrics.solved));
    await model.engine.close();
    expect(solved[0]).toBeLessThan(0.3);
    expect(Math.max(...solved.slice(-3))).toBeGreaterThan(0.6);
  },
  60_000,
);
