import { describe, expect, it } from "vitest";
import { namedActions, squareNames } from "../action-names.js";
import { checkGame } from "../check-game.js";
import { type Game, type GameState, TERMINAL } from "../game.js";
import { DIHEDRAL, placementSymmetries } from "../grid-symmetry.js";
import { OthelloState, othello } from "../othello/othello.js";
import { noSymmetries } from "../symmetry.js";
import { ticTacToe } from "../tic-tac-toe.js";

const LINES = ["012", "345", "678", "036", "147", "258", "048", "246"].map((line) => [...line].map(Number));

/** Tic-tac-toe as somebody might write it first, with methods to get wrong. */
class DraftState implements GameState {
  player = 0;
  /** 0 empty, else 1 + player. */
  cells = new Uint8Array(9);
  winner = -1;

  reset(): void {
    this.player = 0;
    this.cells.fill(0);
    this.winner = -1;
  }

  copyFrom(other: DraftState): void {
    this.player = other.player;
    this.cells.set(other.cells);
    this.winner = other.winner;
  }

  legalActions(mask: Uint8Array): number {
    let count = 0;
    for (let i = 0; i < 9; i++) {
      mask[i] = this.player !== TERMINAL && this.cells[i] === 0 ? 1 : 0;
      count += mask[i];
    }
    return count;
  }

  apply(action: number): void {
    const { cells, player } = this;
    cells[action] = 1 + player;
    if (LINES.some((line) => line.every((i) => cells[i] === 1 + player))) this.winner = player;
    this.player = this.winner >= 0 || !cells.includes(0) ? TERMINAL : 1 - player;
  }

  returns(into: Float32Array): void {
    into[0] = this.winner < 0 ? 0 : 1 - 2 * this.winner;
    into[1] = -into[0];
  }

  observe(into: Float32Array, offset: number): void {
    for (let i = 0; i < 9; i++) {
      into[offset + i] = this.cells[i] === 1 + this.player ? 1 : 0;
      into[offset + 9 + i] = this.cells[i] === 2 - this.player ? 1 : 0;
    }
  }
}

function draft(
  State: new () => DraftState = DraftState,
  members: Partial<Game<DraftState>> = {},
): Game<DraftState> {
  return { ...(ticTacToe() as unknown as Game<DraftState>), newState: () => new State(), ...members };
}

/** `check severity: message` of each problem. */
function found(game: Game<DraftState>): string[] {
  return checkGame(game).map(({ check, severity, message }) => `${check} ${severity}: ${message}`);
}

/** Nim with one heap, as the same position for both players; the player who takes the last piece wins. */
class NimState implements GameState {
  player = 0;
  private left = 12;
  private moves = 0;

  reset(): void {
    this.player = 0;
    this.left = 12;
    this.moves = 0;
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.left = other.left;
    this.moves = other.moves;
  }

  legalActions(mask: Uint8Array): number {
    for (let i = 0; i < 3; i++) mask[i] = i < this.left ? 1 : 0;
    return Math.min(3, this.left);
  }

  apply(action: number): void {
    this.left -= action + 1;
    this.moves++;
    this.player = this.left === 0 ? TERMINAL : this.moves % 2;
  }

  returns(into: Float32Array): void {
    const won = this.left === 0 ? 1 : 0;
    into[(this.moves + 1) % 2] = won;
    into[this.moves % 2] = -won || 0;
  }

  observe(into: Float32Array, offset: number): void {
    for (let i = 0; i < 13; i++) into[offset + i] = i === this.left ? 1 : 0;
  }
}

describe("checkGame finds nothing wrong with", () => {
  it("a game that keeps the contract", () => {
    expect(found(draft())).toEqual([]);
  });

  it("a game where positions are the same for both players", () => {
    const observation = { channels: 1, height: 1, width: 13 };
    const nim: Game<NimState> = {
      name: "nim",
      players: 2,
      actions: 3,
      observation,
      maxLength: 12,
      symmetries: noSymmetries(observation, 3),
      newState: () => new NimState(),
      ...namedActions(["one", "two", "three"]),
    };
    expect(checkGame(nim)).toEqual([]);
  });
});

describe("checkGame finds", () => {
  it("a mask that is always true", () => {
    class State extends DraftState {
      override legalActions(mask: Uint8Array): number {
        mask.fill(this.player === TERMINAL ? 0 : 1);
        return this.player === TERMINAL ? 0 : 9;
      }
    }
    expect(found(draft(State))).toContainEqual(
      expect.stringMatching(/^masks warning: every action was legal in each of \d+ positions/),
    );
  });

  it("legal actions after the end", () => {
    class AfterTheEnd extends DraftState {
      override legalActions(mask: Uint8Array): number {
        for (let i = 0; i < 9; i++) mask[i] = this.cells[i] === 0 ? 1 : 0;
        return this.cells.filter((cell) => cell === 0).length;
      }
    }
    expect(found(draft(AfterTheEnd))[0]).toMatch(/^masks error: the game is over, but \d actions are legal/);
  });

  it("games that get stuck or throw", () => {
    class Stuck extends DraftState {
      override legalActions(mask: Uint8Array): number {
        mask.fill(0);
        return 0;
      }
    }
    expect(found(draft(Stuck))[0]).toBe(
      "length error: no action is legal at the start, yet the game is not over",
    );
    class Throws extends DraftState {
      override apply(action: number): void {
        if (action === 4) throw new Error("the middle is lava");
        super.apply(action);
      }
    }
    expect(found(draft(Throws))[0]).toMatch(
      /^length error: action 4 \(b2\) .*, legal by the mask, threw: the middle is lava/,
    );
  });

  it("returns that do not fit", () => {
    class TooMuch extends DraftState {
      override returns(into: Float32Array): void {
        into[0] = this.winner < 0 ? 0 : 100;
        into[1] = -into[0];
      }
    }
    class TooSoon extends DraftState {
      override returns(into: Float32Array): void {
        into[0] = (this.cells[4] === 1 ? 1 : 0) - (this.cells[4] === 2 ? 1 : 0);
        into[1] = -into[0];
      }
    }
    class AlwaysDraw extends DraftState {
      override returns(into: Float32Array): void {
        into.fill(0);
      }
    }
    expect(found(draft(TooMuch))[0]).toMatch(/^returns error: returns are \[100, -100\]; expected −1 to 1/);
    expect(found(draft(TooSoon))[0]).toMatch(
      /^returns error: returns are \[-?1, -?1\] while the game goes on/,
    );
    expect(found(draft(AlwaysDraw))[0]).toMatch(
      /^returns warning: each of \d+ random games ended with 0 for player 0/,
    );
  });

  it("observations that are not finite", () => {
    class Infinite extends DraftState {
      override observe(into: Float32Array, offset: number): void {
        super.observe(into, offset);
        into[offset + 10] = 1 / this.cells[1];
      }
    }
    expect(found(draft(Infinite))).toContainEqual(
      expect.stringContaining("observe wrote Infinity at [channel 1, row 0, column 1]"),
    );
  });

  it("two actions of one name", () => {
    const names = squareNames(3);
    const withTwin = namedActions([...names.slice(0, 8), names[0]]);
    expect(found(draft(DraftState, withTwin))[0]).toBe(
      'names error: actionFromName("a3") is 8, but actionName(0) is "a3"',
    );
  });

  it("symmetries that are no permutations, or not of this game", () => {
    const [identity, quarter] = placementSymmetries(ticTacToe().observation, DIHEDRAL);
    const otherWay = placementSymmetries(ticTacToe().observation, DIHEDRAL)[3];
    const wrongWay = { observation: quarter.observation, action: otherWay.action };
    expect(found(draft(DraftState, { symmetries: [identity, wrongWay] }))[0]).toMatch(
      /^symmetries error: symmetries\[1\] does not leave the game the same: after \w\d, which stands for after \w\d, /,
    );
    const short = { observation: identity.observation, action: identity.action.slice(1) };
    expect(found(draft(DraftState, { symmetries: [identity, short] }))[0]).toBe(
      "symmetries error: symmetries[1].action has 8 entries; expected 9",
    );
    const twice = { observation: identity.observation, action: new Int32Array(9) };
    expect(found(draft(DraftState, { symmetries: [identity, twice] }))[0]).toBe(
      "symmetries error: symmetries[1].action must hold each index from 0 to 8 once",
    );
  });

  it("no fault in a board seen from one side with a plane that tells who moves", () => {
    class OneSided extends DraftState {
      override observe(into: Float32Array, offset: number): void {
        for (let i = 0; i < 18; i++) into[offset + i] = this.cells[i % 9] === (i < 9 ? 1 : 2) ? 1 : 0;
      }
    }
    expect(found(draft(OneSided))).toEqual([
      expect.stringMatching(/^mover warning: the observation does not seem to tell whose move it is/),
    ]);
    class SidePlane extends OneSided {
      override observe(into: Float32Array, offset: number): void {
        super.observe(into, offset);
        into.fill(this.player === 0 ? 1 : 0, offset + 18, offset + 27);
      }
    }
    const observation = { channels: 3, height: 3, width: 3 };
    const symmetries = placementSymmetries(observation, DIHEDRAL);
    expect(found(draft(SidePlane, { observation, symmetries }))).toEqual([]);
  });

  it("positions that look the same to both players and are not", () => {
    class Absolute extends OthelloState {
      override observe(into: Float32Array, offset: number): void {
        const cells = this.toString().replace(/[a-z\d\s]/g, "");
        for (let i = 0; i < 32; i++) into[offset + i] = cells[i % 16] === (i < 16 ? "X" : "O") ? 1 : 0;
      }
    }
    const problems = checkGame({ ...othello({ size: 4 }), newState: () => new Absolute(4) });
    expect(problems).toContainEqual(
      expect.objectContaining({
        check: "mover",
        severity: "error",
        message: expect.stringContaining("the observation does not tell who is to move, and it matters"),
      }),
    );
  });

  it("an observation that hides something", () => {
    class Blind extends DraftState {
      override observe(into: Float32Array, offset: number): void {
        super.observe(into, offset);
        for (const square of [7, 8]) {
          into[offset + square] = 0;
          into[offset + 9 + square] = 0;
        }
      }
    }
    expect(found(draft(Blind, { symmetries: noSymmetries(ticTacToe().observation, 9) }))).toContainEqual(
      expect.stringMatching(
        /^mover warning: the observation does not tell all that matters: .* is legal for one/,
      ),
    );
  });
});
