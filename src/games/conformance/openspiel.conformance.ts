import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Game, type GameState, TERMINAL } from "../game.js";
import { type PlaythroughAction, parsePlaythrough } from "./playthrough.conformance.js";

const FOLDER = new URL("../../../../shared/data/openspiel-playthroughs/", import.meta.url);

/**
 * Plays a game recorded by OpenSpiel and compares legal actions, player and returns at every recorded state. Skipped
 * where the recordings are not at hand.
 *
 * @param file for example `connect_four.txt`
 * @param ours which of our actions is one of OpenSpiel's; the same number unless told
 */
export function testPlaythrough<State extends GameState>(
  game: Game<State>,
  file: string,
  ours: (theirs: PlaythroughAction) => number = ({ action }) => action,
): void {
  const path = fileURLToPath(new URL(file, FOLDER));
  if (!existsSync(path)) {
    describe.skip(`${game.name} plays OpenSpiel's ${file} (skipped: no ${path})`, () =>
      it("replays", () => {}));
    return;
  }
  describe(`${game.name} plays OpenSpiel's ${file}`, () => {
    const { states, actions } = parsePlaythrough(readFileSync(path, "utf8"));

    it(`agrees at each of ${states.length} states`, () => {
      expect(states.filter(({ returns }) => returns).length).toBeGreaterThan(3);
      const state = game.newState();
      const mask = new Uint8Array(game.actions);
      const returns = new Float32Array(game.players);
      for (const [ply, expected] of states.entries()) {
        const over = expected.player === -1;
        if (expected.player !== undefined) {
          expect(state.player, `player in state ${ply}`).toBe(over ? TERMINAL : expected.player);
          const count = state.legalActions(mask);
          const legal = [...mask.keys()].filter((action) => mask[action] === 1);
          const theirs = expected.legal?.map(ours).sort((a, b) => a - b);
          expect(legal, `legal actions in state ${ply}`).toEqual(over ? [] : theirs);
          expect(count, `number of legal actions in state ${ply}`).toBe(legal.length);
          state.returns(returns);
          expect([...returns], `returns in state ${ply}`).toEqual(expected.returns);
        }
        if (ply < actions.length) state.apply(ours(actions[ply]));
      }
      expect(state.player).toBe(TERMINAL);
    });
  });
}
