import { type Game, type GameState, TERMINAL } from "../games/game.js";
import type { Evaluator } from "../networks/evaluator.js";
import { Random, type RandomState } from "../random/index.js";
import type { BatchedSearch, SearchResult } from "../search/search.js";
import { newSearchResult } from "../search/search-result.js";
import { type Episode, EpisodeBuilder, PLY_FAST, PLY_FULL, PLY_RANDOM } from "./episode.js";
import { Resignation, type ResignationCounts } from "./resignation.js";
import { countGame, countPly, emptySums, type SelfPlaySums } from "./statistics.js";

/** How self-play games are played. */
export interface SelfPlayOptions {
  /** Simulations of a full search. */
  readonly simulations: number;
  /** Simulations of a fast search (playout-cap randomisation, Wu 2019). */
  readonly fastSimulations: number;
  /** Share of plies that get a full search. */
  readonly fullSearchShare: number;
  /** Whether full searches explore (Gumbel or Dirichlet noise). */
  readonly explore: boolean;
  /** Share of games that start from a random position. */
  readonly openingShare: number;
  /** The most random plies such a game starts with; their number is uniform from 1. */
  readonly openingPlies: number;
  /** A player resigns when it thinks its value is below minus this, twice running. 1 never does. */
  readonly resignBelow: number;
  /** Share of games that are played on after a resignation, to measure how often it was wrong. */
  readonly resignChecked: number;
}

/** What a round of self-play brought. */
export interface SelfPlayRound {
  readonly episodes: readonly Episode[];
  readonly sums: SelfPlaySums;
  readonly resignation: ResignationCounts;
}

/** A game under way, as saved in a checkpoint. */
export interface GameInProgress {
  readonly episode: Episode;
  readonly random: RandomState;
  readonly resignation: number;
  readonly networkValues: readonly number[];
}

interface Slot<State extends GameState> {
  readonly state: State;
  random: Random;
  builder: EpisodeBuilder;
  resignation: Resignation;
  /** `[plies]`: the network's own value for the mover. */
  networkValues: number[];
  kind: number;
  searching: boolean;
}

/**
 * Plays many games against itself at once, one in each slot of a batched search, so that the network is asked
 * for whole batches. Each game draws from a random stream named by its number, so its course depends on the seed
 * and the weights alone.
 */
export class SelfPlay<State extends GameState> {
  private readonly slots: Slot<State>[];
  private readonly result: SearchResult;
  private readonly mask: Uint8Array;
  private readonly returns: Float32Array;
  private resigned: ResignationCounts = { checked: 0, wrong: 0 };
  private sums = emptySums();
  private finished: Episode[] = [];

  /**
   * @param ids the numbers this worker gives its games: `first`, `first + stride`, …
   */
  constructor(
    private readonly game: Game<State>,
    private readonly search: BatchedSearch<State>,
    private readonly evaluator: Evaluator,
    private readonly options: SelfPlayOptions,
    private readonly seed: number,
    private readonly ids: { next: number; readonly stride: number },
  ) {
    this.result = newSearchResult(game.actions);
    this.mask = new Uint8Array(game.actions);
    this.returns = new Float32Array(game.players);
    this.slots = Array.from({ length: search.slots }, () => this.newSlot());
  }

  /**
   * Plays until `plies` searches have been begun and all of them have ended. Games go on over the ends of rounds.
   * @param version the learner's step whose weights are in the evaluator
   */
  async round(plies: number, version: number): Promise<SelfPlayRound> {
    this.resigned = { checked: 0, wrong: 0 };
    this.sums = emptySums();
    this.finished = [];
    let left = plies;
    for (;;) {
      for (let i = 0; i < this.slots.length; i++) {
        const slot = this.slots[i];
        if (slot.searching && this.search.done(i)) this.finishSearch(i, version);
        if (!slot.searching && left > 0) {
          this.beginSearch(i);
          left--;
        }
      }
      if (!this.slots.some((slot) => slot.searching)) break;
      const rows = this.search.advance(this.evaluator.observations);
      if (rows === 0) continue;
      const { logits, values } = await this.evaluator.evaluate(rows);
      this.search.receive(logits, values);
    }
    return { episodes: this.finished, sums: this.sums, resignation: this.resigned };
  }

  /** The games under way. Call between rounds only. */
  save(version: number): { readonly next: number; readonly games: GameInProgress[] } {
    const games = this.slots.map(({ builder, random, resignation, networkValues }) => ({
      episode: builder.build(version, new Float32Array(this.game.players)),
      random: random.state,
      resignation: resignation.state,
      networkValues,
    }));
    return { next: this.ids.next, games };
  }

  /** Drops the games under way and starts others, numbered from `next` on. */
  renumber(next: number): void {
    this.ids.next = next;
    for (const slot of this.slots) {
      Object.assign(slot, this.newGame());
      this.open(slot);
    }
  }

  /** Goes on from what {@link save} gave. */
  restore(saved: { readonly next: number; readonly games: readonly GameInProgress[] }): void {
    this.ids.next = saved.next;
    for (const [i, { episode, random, resignation, networkValues }] of saved.games.entries()) {
      const slot = this.slots[i];
      slot.state.reset();
      for (const action of episode.actions) slot.state.apply(action);
      slot.builder = EpisodeBuilder.resume(episode, this.game.actions);
      slot.random = Random.from(random);
      slot.resignation = new Resignation(this.options.resignBelow, resignation);
      slot.networkValues = [...networkValues];
      slot.searching = false;
    }
  }

  private newSlot(): Slot<State> {
    const state = this.game.newState();
    const slot: Slot<State> = { state, kind: PLY_FULL, searching: false, ...this.newGame() };
    this.open(slot);
    return slot;
  }

  private newGame() {
    const id = this.ids.next;
    this.ids.next += this.ids.stride;
    const random = new Random(this.seed, "game", id);
    const { resignBelow, resignChecked } = this.options;
    const resignation = new Resignation(resignBelow, random.chance(resignChecked) ? Resignation.CHECKED : 0);
    return {
      random,
      builder: new EpisodeBuilder(id, this.game.actions),
      resignation,
      networkValues: [] as number[],
    };
  }

  /** Starts the slot's game, from a random position in some of the games. */
  private open(slot: Slot<State>): void {
    const { openingShare, openingPlies } = this.options;
    slot.state.reset();
    if (openingPlies === 0 || !slot.random.chance(openingShare)) return;
    let plies = 1 + slot.random.integer(openingPlies);
    const moves: { action: number; player: number }[] = [];
    while (moves.length < plies) {
      const count = slot.state.legalActions(this.mask);
      const action = nthLegal(this.mask, slot.random.integer(count));
      moves.push({ action, player: slot.state.player });
      slot.state.apply(action);
      if (slot.state.player === TERMINAL) {
        // Nothing is left to learn from: start over with fewer random plies.
        plies = Math.max(0, Math.min(plies, moves.length) - 1);
        moves.length = 0;
        slot.state.reset();
      }
    }
    for (const { action, player } of moves) {
      slot.builder.add(action, player, PLY_RANDOM, 0);
      slot.networkValues.push(0);
    }
  }

  private beginSearch(index: number): void {
    const slot = this.slots[index];
    const { fullSearchShare, simulations, fastSimulations, explore } = this.options;
    slot.kind = fullSearchShare >= 1 || slot.random.chance(fullSearchShare) ? PLY_FULL : PLY_FAST;
    const full = slot.kind === PLY_FULL;
    const { random } = slot;
    this.search.begin(index, slot.state, {
      simulations: full ? simulations : fastSimulations,
      explore: full && explore,
      random,
    });
    slot.searching = true;
  }

  private finishSearch(index: number, version: number): void {
    const slot = this.slots[index];
    const { result } = this;
    this.search.result(index, result);
    slot.searching = false;
    const player = slot.state.player;
    slot.builder.add(
      result.action,
      player,
      slot.kind,
      result.value,
      slot.kind === PLY_FULL ? result.policy : undefined,
    );
    slot.networkValues.push(result.networkValue);
    countPly(this.sums, result);
    const resigns = slot.resignation.update(player, result.value);
    slot.state.apply(result.action);
    this.search.played(index, result.action);
    if (slot.state.player === TERMINAL) {
      slot.state.returns(this.returns);
      slot.resignation.settle(this.returns, this.resigned);
      this.finish(slot, version, false);
    } else if (resigns) {
      this.returns.fill(1);
      this.returns[player] = -1;
      this.finish(slot, version, true);
    }
  }

  private finish(slot: Slot<State>, version: number, resigned: boolean): void {
    const episode = slot.builder.build(version, this.returns, resigned);
    countGame(this.sums, episode, slot.networkValues);
    this.finished.push(episode);
    Object.assign(slot, this.newGame());
    this.open(slot);
  }
}

function nthLegal(mask: Uint8Array, n: number): number {
  let left = n;
  for (let action = 0; action < mask.length; action++) {
    if (mask[action] === 1 && left-- === 0) return action;
  }
  return -1;
}
