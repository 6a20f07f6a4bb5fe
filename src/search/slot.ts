import type { Game, GameState } from "../games/game.js";
import type { SearchOrder } from "./search.js";
import { Tree } from "./tree.js";

/** One search of a batch. */
export class Slot<State extends GameState> {
  readonly tree = new Tree();
  readonly root: State;
  /** What is being searched for; null when nothing is. */
  order: SearchOrder | null = null;
  /** False until the root has been evaluated. */
  started = false;
  /** Simulations begun. */
  begun = 0;
  /** Leaves at the network, the root's own evaluation included. */
  waiting = 0;
  /** True when the root's value is proven: there is nothing left to search. */
  proven = false;
  /** Counts searches, so that late answers to an abandoned one are dropped. */
  epoch = 0;
  /** The generation of weights that the tree's evaluations come from. */
  generation = 0;
  /** Whether the tree is kept for a search of the position in `root`. */
  kept = false;

  constructor(
    readonly index: number,
    game: Game<State>,
  ) {
    this.root = game.newState();
  }
}

/** A position on its way through the network: where it hangs in which slot's tree, and which row answers it. */
export class Leaf<State extends GameState> {
  epoch = 0;
  node = 0;
  edge = 0;
  row = 0;
  /** 1 when player 0 is to move, −1 when player 1 is. */
  sign = 0;
  /** Legal actions, and how many they are. */
  readonly mask: Uint8Array;
  legal = 0;
  /** `[actions]`: exact values of actions for the player to move, NaN where unknown. */
  readonly exact: Float32Array;

  constructor(
    public slot: Slot<State>,
    actions: number,
  ) {
    this.mask = new Uint8Array(actions);
    this.exact = new Float32Array(actions).fill(Number.NaN);
  }
}
