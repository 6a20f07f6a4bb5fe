// Nim: three heaps of seven matches. Two players take turns; a turn takes any number of matches from one heap.
// Whoever takes the last match of all wins.
//
//   npx selfplay check examples/nim.ts              are the rules sound?
//   npx selfplay train examples/nim.ts --minutes 1  learn it by self-play alone
//   npx selfplay play  examples/nim.ts              play against what it learnt
//
// A game is an object that describes it (at the end) and a class for its states. Nothing here knows of learning.
import { type Game, type GameState, TERMINAL } from "selfplay/games";

const HEAPS = 3;
const SIZE = 7;

class NimState implements GameState {
  player = 0; // who is to move: 0, 1, or TERMINAL when the game is over
  private winner = -1;
  private readonly heaps = [SIZE, SIZE, SIZE];

  reset(): void {
    this.player = 0;
    this.winner = -1;
    this.heaps.fill(SIZE);
  }

  // A search copies states all the time: overwrite what is there, make nothing new.
  copyFrom(other: this): void {
    this.player = other.player;
    this.winner = other.winner;
    for (let heap = 0; heap < HEAPS; heap++) this.heaps[heap] = other.heaps[heap];
  }

  legalActions(mask: Uint8Array): number {
    let count = 0;
    for (let action = 0; action < mask.length; action++) {
      mask[action] = takenBy(action) <= this.heaps[heapOf(action)] ? 1 : 0;
      count += mask[action];
    }
    return count;
  }

  apply(action: number): void {
    this.heaps[heapOf(action)] -= takenBy(action);
    if (this.heaps.every((matches) => matches === 0)) this.winner = this.player;
    this.player = this.winner >= 0 ? TERMINAL : 1 - this.player;
  }

  // 1 for the winner, -1 for the loser, 0 for both while the game goes on and after a draw.
  returns(into: Float32Array): void {
    into.fill(0);
    if (this.winner < 0) return;
    into[this.winner] = 1;
    into[1 - this.winner] = -1;
  }

  // What the player to move sees: a picture with a row for each heap and a 1 for each match. The matches belong to
  // both. In a game with pieces, one plane shows those of the mover, and another plane those of the other player.
  observe(into: Float32Array, offset: number): void {
    for (let heap = 0; heap < HEAPS; heap++) {
      for (let i = 0; i < SIZE; i++) into[offset + heap * SIZE + i] = i < this.heaps[heap] ? 1 : 0;
    }
  }

  toString(): string {
    return this.heaps.map((matches, heap) => `${"abc"[heap]} ${"| ".repeat(matches)}`.trimEnd()).join("\n");
  }
}

// Actions are numbered: 0 takes one match from the first heap, 1 takes two, …, 7 takes one from the second.
const heapOf = (action: number) => Math.floor(action / SIZE);
const takenBy = (action: number) => 1 + (action % SIZE);

// Heaps may change places without changing the game: each position that is played teaches about all six orders.
// Cells of the observation and actions happen to be numbered alike, so one list says where both come from.
const symmetries = ["abc", "acb", "bac", "bca", "cab", "cba"].map((order) => {
  const from = [...order].flatMap((heap) =>
    Array.from({ length: SIZE }, (_, i) => "abc".indexOf(heap) * SIZE + i),
  );
  return { observation: Int32Array.from(from), action: Int32Array.from(from) };
});

const nim: Game<NimState> = {
  name: "nim",
  players: 2,
  actions: HEAPS * SIZE,
  observation: { channels: 1, height: HEAPS, width: SIZE },
  maxLength: HEAPS * SIZE,
  symmetries,
  newState: () => new NimState(),
  actionName: (action) => `${"abc"[heapOf(action)]}${takenBy(action)}`, // "b3" takes three from heap b
  actionFromName: (name) =>
    /^[abc][1-7]$/i.test(name) ? "abc".indexOf(name[0].toLowerCase()) * SIZE + Number(name[1]) - 1 : -1,
};

export default nim;
