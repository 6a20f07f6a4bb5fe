import type { GameState } from "../games/game.js";
import type { Policy } from "../policies/policy.js";
import type { Random } from "../random/index.js";
import type { Player } from "./player.js";

/** Lets a policy that looks at one state at a time play in matches. */
export function policyPlayer<State extends GameState>(name: string, policy: Policy<State>): Player<State> {
  return {
    name,
    async choose(states: readonly State[], random: Random): Promise<readonly number[]> {
      const actions: number[] = [];
      for (const state of states) actions.push(await policy.choose(state, random));
      return actions;
    },
  };
}
