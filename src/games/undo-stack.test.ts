import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocatedBytes } from "./conformance/allocation.conformance.js";
import { TERMINAL } from "./game.js";
import { ticTacToe } from "./tic-tac-toe.js";
import { UndoStack } from "./undo-stack.js";

const game = ticTacToe();

function replay(actions: readonly number[]) {
  const state = game.newState();
  for (const action of actions) state.apply(action);
  return state;
}

describe("UndoStack", () => {
  it("is where the actions that were not taken back lead", () => {
    // Each step: a square to play, or −1 to take back.
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 8 }), { maxLength: 60 }), (steps) => {
        const stack = new UndoStack(game);
        const actions: number[] = [];
        const mask = new Uint8Array(9);
        for (const step of steps) {
          stack.state.legalActions(mask);
          if (step < 0) expect(stack.undo()).toBe(actions.pop() ?? -1);
          else if (mask[step] && stack.state.player !== TERMINAL) {
            stack.apply(step);
            actions.push(step);
          }
          expect(stack.length).toBe(actions.length);
          expect(actions.map((_, ply) => stack.action(ply))).toEqual(actions);
          expect(stack.state).toEqual(replay(actions));
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("starts over, also from another position", () => {
    const stack = new UndoStack(game);
    stack.apply(0);
    stack.reset();
    expect(stack.state).toEqual(game.newState());
    stack.reset(replay([4, 0]));
    stack.apply(8);
    expect(stack.state).toEqual(replay([4, 0, 8]));
    stack.undo();
    expect(stack.undo()).toBe(-1);
    expect(stack.state).toEqual(replay([4, 0]));
  });

  it("says when it is full", () => {
    const stack = new UndoStack(game, 1);
    stack.apply(0);
    expect(() => stack.apply(1)).toThrow("holds 1 actions");
  });

  it("allocates nothing", () => {
    const stack = new UndoStack(game);
    const bytes = allocatedBytes(() => {
      for (let action = 0; action < 6; action++) stack.apply(action);
      for (let action = 0; action < 6; action++) stack.undo();
    });
    expect(bytes).toBeLessThan(60);
  });
});
