import { Random } from "../../random/index.js";
import type { Game, GameState } from "../game.js";
import { error, type Finding } from "./problem.js";
import type { GameSample } from "./sample.js";
import { difference, historyText, snapshot } from "./snapshot.js";

/** A copy is the same position and stays so whatever happens to the original, and the other way about. */
export function checkCopies(game: Game, { games, seed }: GameSample): Finding[] {
  const random = new Random(seed, "check-game copies");
  const original = game.newState();
  const copy = game.newState(); // Used again for every copy: what an earlier game left in it must not show.
  for (const { history, snapshots } of games) {
    const cut = random.integer(history.length + 1);
    const past = history.slice(0, cut);
    const where = `a copy made ${historyText(game, past)}`;
    const compare = (state: GameState, ply: number, what: string) => {
      const problem = difference(game, snapshot(game, state), snapshots[ply]);
      return problem ? [error(`${what}: ${problem}`, past)] : undefined;
    };
    original.reset();
    for (const action of past) original.apply(action);
    copy.copyFrom(original);
    const unlike = compare(copy, cut, `${where} is not like the original`);
    if (unlike) return unlike;
    for (let ply = cut; ply < history.length; ply++) {
      original.apply(history[ply]);
      const linked = compare(copy, cut, `${where} changed when the original was played on`);
      if (linked) return linked;
    }
    for (let ply = cut; ply < history.length; ply++) {
      copy.apply(history[ply]);
      const after = historyText(game, history.slice(0, ply + 1));
      const forgot = compare(copy, ply + 1, `${where} goes another way than the original ${after}`);
      if (forgot) return forgot;
    }
    const linked = compare(
      original,
      history.length,
      `the original of ${where} changed when the copy was played on`,
    );
    if (linked) return linked;
  }
  return [];
}

/** `reset` gives the start of the game, with nothing left of the game before. */
export function checkReset(game: Game, { games }: GameSample): Finding[] {
  const state = game.newState();
  for (const { history, snapshots } of games) {
    state.reset();
    for (const [ply, expected] of snapshots.entries()) {
      const past = history.slice(0, ply);
      const problem = difference(game, snapshot(game, state), expected);
      if (problem)
        return [
          error(`a state that was reset is not like a new one ${historyText(game, past)}: ${problem}`, past),
        ];
      if (ply < history.length) state.apply(history[ply]);
    }
  }
  return [];
}
