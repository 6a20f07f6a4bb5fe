import { expect, test } from "vitest";
import { connectFour } from "../games/connect-four/connect-four.js";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { playMatch } from "./match.js";
import { optimalShare, randomOptimalShare, wilson } from "./optimal-moves.js";
import { scriptedPlayer } from "./scripted-players.js";

test("the players take turns at moving first, on the same openings", async () => {
  const game = ticTacToe();
  const [strong, weak] = [scriptedPlayer(game, "minimax:9"), scriptedPlayer(game, "random")];
  const there = await playMatch(game, [strong, weak], { games: 40, seed: 1 });
  const back = await playMatch(game, [weak, strong], { games: 40, seed: 1 });
  expect(there.wins + there.draws + there.losses).toBe(40);
  expect(there.movingFirst.wins + there.movingFirst.draws + there.movingFirst.losses).toBe(20);
  expect(there.wins).toBeGreaterThan(25);
  expect(back.losses).toBeGreaterThan(25);
});

test("the same match is the same each time, another seed another match", async () => {
  const game = connectFour();
  const play = (seed: number) =>
    playMatch(game, [scriptedPlayer(game, "greedy"), scriptedPlayer(game, "random")], { games: 60, seed });
  expect(await play(1)).toEqual(await play(1));
  const others = await Promise.all([2, 3, 4].map(play));
  expect(others).not.toEqual([await play(1), await play(1), await play(1)]);
});

test("a game that is over within the opening is started with fewer random plies", async () => {
  const game = ticTacToe();
  const players = [scriptedPlayer(game, "random"), scriptedPlayer(game, "greedy")] as const;
  const { wins, draws, losses } = await playMatch(game, players, { games: 10, seed: 1, openingPlies: 40 });
  expect(wins + draws + losses).toBe(10);
});

test("a move is optimal when no other has a better sign", () => {
  const positions = [
    { moves: [3], scores: [-5, -1, 0, 2, 7, -1000, 0] },
    { moves: [3], scores: [-5, -1, -9, -2, -7, -1000, -3] },
  ];
  expect(optimalShare(positions, [3, 0]).share).toBe(1);
  expect(optimalShare(positions, [2, 5]).share).toBe(0);
  expect(randomOptimalShare(positions)).toBeCloseTo((2 / 6 + 1) / 2, 10);
});

test("Wilson's interval", () => {
  // Newcombe 1998, table I: 81 of 263 and 0 of 20.
  const [low, high] = wilson(81, 263);
  expect([low, high]).toEqual([expect.closeTo(0.2553, 4), expect.closeTo(0.3662, 4)]);
  expect(wilson(0, 20)).toEqual([expect.closeTo(0, 4), expect.closeTo(0.1611, 4)]);
});
