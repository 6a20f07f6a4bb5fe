import { type Game, type GameState, TERMINAL } from "../games/game.js";
import type { Evaluator } from "../networks/evaluator.js";

/** Which of the game's numbers a hash is for; the same list stands in fixtures/mctx/generate.py. */
const LEGAL = 1;
const PLAYER = 2;
const END = 3;
const RESULT = 4;
const LOGIT = 5;
const VALUE = 6;

/** Settings of {@link hashTree}. */
export interface HashTreeOptions {
  readonly seed: number;
  readonly actions: number;
  readonly depth: number;
  readonly players: number;
  /** Chance, out of 256, that an action is illegal, that a player moves again, that the game ends early. */
  readonly illegal: number;
  readonly again: number;
  readonly end: number;
}

/**
 * A game whose rules are a hash function: node `n` of a complete tree has children `n · actions + 1 + action`, and
 * who moves there, what is legal, where it ends and how, and what a made-up network says, are hashes of `n`.
 * Python can compute the same hashes, so the same game can be given to another search.
 */
export function hashTree(options: HashTreeOptions): Game<HashTreeState> {
  return {
    name: "hash-tree",
    players: options.players,
    actions: options.actions,
    observation: { channels: 1, height: 1, width: 2 },
    maxLength: options.depth,
    symmetries: [
      { observation: Int32Array.of(0, 1), action: Int32Array.from({ length: options.actions }, (_, a) => a) },
    ],
    newState: () => new HashTreeState(options),
    actionName: String,
    actionFromName: Number,
  };
}

/** What the made-up network says about the nodes in `observations`. */
export function hashTreeEvaluator(options: HashTreeOptions, capacity: number): Evaluator {
  const observations = new Float32Array(capacity * 2);
  return {
    observations,
    async evaluate(rows) {
      const logits = new Float32Array(rows * options.actions);
      const values = new Float32Array(rows);
      for (let row = 0; row < rows; row++) {
        const node = observations[2 * row] * 4096 + observations[2 * row + 1];
        values[row] = networkValue(options, node);
        for (let a = 0; a < options.actions; a++)
          logits[row * options.actions + a] = networkLogit(options, node, a);
      }
      return { logits, values };
    },
  };
}

/** The made-up network's logit: from −2 up to 2 in steps of 1/4096. */
export function networkLogit({ seed, actions }: HashTreeOptions, node: number, action: number): number {
  return (hash(seed, LOGIT, node * actions + action) >>> 18) / 4096 - 2;
}

/** The made-up network's value: from −1 up to 1 in steps of 1/8192. */
export function networkValue({ seed }: HashTreeOptions, node: number): number {
  return (hash(seed, VALUE, node) >>> 18) / 8192 - 1;
}

/** A node of a {@link hashTree}. */
export class HashTreeState implements GameState {
  node = 0;
  depth = 0;
  player = 0;

  constructor(private readonly options: HashTreeOptions) {}

  reset(): void {
    this.node = 0;
    this.depth = 0;
    this.player = 0;
  }

  copyFrom(other: this): void {
    this.node = other.node;
    this.depth = other.depth;
    this.player = other.player;
  }

  legalActions(mask: Uint8Array): number {
    const { seed, actions, illegal } = this.options;
    mask.fill(0);
    if (this.player === TERMINAL) return 0;
    let count = 0;
    for (let a = 0; a < actions; a++) {
      mask[a] = hash(seed, LEGAL, this.node * actions + a) >>> 24 < illegal ? 0 : 1;
      count += mask[a];
    }
    if (count > 0) return count;
    mask[0] = 1;
    return 1;
  }

  apply(action: number): void {
    const { seed, actions, depth, players, again, end } = this.options;
    const mover = this.player;
    this.node = this.node * actions + 1 + action;
    this.depth++;
    if (this.depth === depth || hash(seed, END, this.node) >>> 24 < end) this.player = TERMINAL;
    else if (players === 2 && hash(seed, PLAYER, this.node) >>> 24 >= again) this.player = 1 - mover;
  }

  returns(into: Float32Array): void {
    into.fill(0);
    if (this.player !== TERMINAL) return;
    into[0] = (hash(this.options.seed, RESULT, this.node) % 5) / 2 - 1;
    if (into.length > 1) into[1] = -into[0];
  }

  observe(into: Float32Array, offset: number): void {
    into[offset] = Math.floor(this.node / 4096);
    into[offset + 1] = this.node % 4096;
  }

  toString(): string {
    return `node ${this.node}, player ${this.player}`;
  }
}

/** A 32-bit hash of three numbers (rounds of MurmurHash3's finaliser). */
function hash(seed: number, purpose: number, index: number): number {
  let h = mix((seed + Math.imul(purpose, 0x9e3779b9)) >>> 0);
  h = mix((h ^ index) >>> 0);
  return h;
}

function mix(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
