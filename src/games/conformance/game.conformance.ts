import { describe, expect, it } from "vitest";
import { GAME_CHECKS, type GameCheckName, runGameCheck, type SampleOptions } from "../check-game.js";
import { sampleGames } from "../checks/sample.js";
import type { Game, GameState } from "../game.js";
import { allocatedBytes } from "./allocation.conformance.js";

export interface ConformanceOptions extends SampleOptions {
  /** Checks whose warnings (never errors) are known and meant, such as Go's superko that no observation shows. */
  readonly expectWarnings?: readonly GameCheckName[];
}

/** Bytes a call; less than any object takes. What is measured beside the calls themselves comes to this at most. */
const NO_ALLOCATION = 4;

/** Tests that hold for every game: the checks of `checkGame`, and that playing allocates nothing. */
export function testGame<State extends GameState>(game: Game<State>, options: ConformanceOptions = {}): void {
  const anyGame = game as unknown as Game;
  const settings = Object.values(game.options ?? {}).join(" ");
  describe(`${game.name} ${settings} keeps the contract of a game`, () => {
    const sample = sampleGames(anyGame, options);
    for (const name of Object.keys(GAME_CHECKS) as GameCheckName[]) {
      it(name, () => {
        const problems = runGameCheck(name, anyGame, sample);
        const meant = options.expectWarnings?.includes(name) ?? false;
        expect(problems.filter(({ severity }) => severity === "error" || !meant)).toEqual([]);
      });
    }

    it("allocates nothing while playing", () => {
      const { history } = sample.games[0];
      const state = game.newState();
      const copy = game.newState();
      const mask = new Uint8Array(game.actions);
      const returns = new Float32Array(game.players);
      const { channels, height, width } = game.observation;
      const observation = new Float32Array(channels * height * width);
      const play = () => {
        state.reset();
        for (let ply = 0; ply < history.length; ply++) {
          state.legalActions(mask);
          state.observe(observation, 0);
          state.apply(history[ply]);
          state.returns(returns);
          copy.copyFrom(state);
        }
      };
      expect(allocatedBytes(play) / history.length).toBeLessThan(NO_ALLOCATION);
    });
  });
}
