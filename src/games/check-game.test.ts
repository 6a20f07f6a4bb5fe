import { describe, expect, test } from "vitest";
import { checkGame } from "./check-game.js";
import { type Game, type GameState, TERMINAL } from "./game.js";
import { columnSymmetries, noSymmetries } from "./symmetry.js";

const WIDTH = 5;
const OBSERVATION = { channels: 2, height: 1, width: WIDTH };

/** A row of five: players put stones in turn; two neighbours of one player win. */
class RowState implements GameState {
  player = 0;
  protected last = 1;
  protected cells = new Int8Array(WIDTH).fill(-1);
  protected won = false;

  reset(): void {
    this.player = 0;
    this.last = 1;
    this.cells.fill(-1);
    this.won = false;
  }

  copyFrom(other: this): void {
    this.player = other.player;
    this.last = other.last;
    this.cells.set(other.cells);
    this.won = other.won;
  }

  legalActions(mask: Uint8Array): number {
    let count = 0;
    for (let cell = 0; cell < WIDTH; cell++) {
      mask[cell] = this.player !== TERMINAL && this.cells[cell] < 0 ? 1 : 0;
      count += mask[cell];
    }
    return count;
  }

  apply(action: number): void {
    this.last = this.player;
    this.cells[action] = this.last;
    this.won = this.cells[action - 1] === this.last || this.cells[action + 1] === this.last;
    this.player = this.won || !this.cells.includes(-1) ? TERMINAL : 1 - this.last;
  }

  returns(into: Float32Array): void {
    into.fill(0);
    if (!this.won) return;
    into[this.last] = 1;
    into[1 - this.last] = -1;
  }

  observe(into: Float32Array, offset: number): void {
    for (let cell = 0; cell < WIDTH; cell++) {
      into[offset + cell] = this.cells[cell] === this.player ? 1 : 0;
      into[offset + WIDTH + cell] = this.cells[cell] === 1 - this.player ? 1 : 0;
    }
  }

  toString(): string {
    return this.cells.join(" ");
  }
}

const row: Game<RowState> = {
  name: "row",
  players: 2,
  actions: WIDTH,
  observation: OBSERVATION,
  maxLength: WIDTH,
  symmetries: columnSymmetries(OBSERVATION),
  newState: () => new RowState(),
  actionName: (action) => "abcde"[action],
  actionFromName: (name) => (/^[a-e]$/i.test(name) ? "abcde".indexOf(name.toLowerCase()) : -1),
};

const played = (State: new () => RowState): Game<RowState> => ({ ...row, newState: () => new State() });

const MISTAKES: readonly [mistake: string, game: Game<RowState>, check: string, message: RegExp][] = [
  [
    "a mask with gaps",
    played(
      class extends RowState {
        override legalActions(mask: Uint8Array): number {
          let count = 0;
          for (let cell = 0; cell < WIDTH; cell++) {
            if (this.player === TERMINAL || this.cells[cell] >= 0) continue;
            mask[cell] = 1;
            count++;
          }
          return count;
        }
      },
    ),
    "masks",
    /left entry \d of the mask unwritten \(after/,
  ],
  [
    "a count that is not that of the mask",
    played(
      class extends RowState {
        override legalActions(mask: Uint8Array): number {
          super.legalActions(mask);
          return WIDTH;
        }
      },
    ),
    "masks",
    /returned 5, but its mask has \d legal actions/,
  ],
  [
    "a turn that is not passed on",
    played(
      class extends RowState {
        override apply(action: number): void {
          super.apply(action);
          if (this.player !== TERMINAL) this.player = 0;
        }
      },
    ),
    "players",
    /^player 1 never moved in 100 random games/,
  ],
  [
    "an end that is not told",
    played(
      class extends RowState {
        override apply(action: number): void {
          super.apply(action);
          this.player = 1 - this.last;
        }
      },
    ),
    "length",
    /no action is legal after .*, yet the game is not over/,
  ],
  ["a length that is too short", { ...row, maxLength: 2 }, "length", /goes on past maxLength = 2 actions/],
  [
    "returns that do not add up",
    played(
      class extends RowState {
        override returns(into: Float32Array): void {
          super.returns(into);
          into[1 - this.last] = 0;
        }
      },
    ),
    "returns",
    /returns are \[.*1.*\]; expected the two players' returns to add up to 0/,
  ],
  [
    "copies that share memory",
    played(
      class extends RowState {
        override copyFrom(other: this): void {
          super.copyFrom(other);
          this.cells = other.cells;
        }
      },
    ),
    "copies",
    /changed when the original was played on/,
  ],
  [
    "a copy that forgets",
    played(
      class extends RowState {
        override copyFrom(other: this): void {
          const { won } = this;
          super.copyFrom(other);
          this.won = won;
        }
      },
    ),
    "copies",
    /is not like the original: player \d's return/,
  ],
  [
    "a reset that forgets",
    played(
      class extends RowState {
        override reset(): void {
          this.player = 0;
        }
      },
    ),
    "reset",
    /a state that was reset is not like a new one/,
  ],
  [
    "an observation that ignores the offset",
    played(
      class extends RowState {
        override observe(into: Float32Array): void {
          super.observe(into, 0);
        }
      },
    ),
    "observations",
    /observe\(into, 8\) wrote to index 0; expected 8 to 17 only/,
  ],
  [
    "zeros that are not written",
    played(
      class extends RowState {
        override observe(into: Float32Array, offset: number): void {
          for (let cell = 0; cell < WIDTH; cell++)
            if (this.cells[cell] >= 0)
              into[offset + cell + (this.cells[cell] === this.player ? 0 : WIDTH)] = 1;
        }
      },
    ),
    "observations",
    /left \[channel 0, row 0, column 0\] unwritten, or wrote NaN/,
  ],
  [
    "names that only lower case finds",
    { ...row, actionFromName: (name) => "abcde".indexOf(name) },
    "names",
    /actionFromName\("A"\) is -1, but actionName\(0\) is "a"/,
  ],
  [
    "a symmetry of the board alone",
    {
      ...row,
      symmetries: columnSymmetries(OBSERVATION).map(({ observation }) => ({
        observation,
        action: Int32Array.of(0, 1, 2, 3, 4),
      })),
    },
    "symmetries",
    /symmetries\[1\] does not leave the game the same: after \w, which/,
  ],
  [
    "no identity",
    { ...row, symmetries: columnSymmetries(OBSERVATION).slice(1) },
    "symmetries",
    /symmetries\[0\] must be the identity/,
  ],
];

describe("checkGame", () => {
  test("has nothing to say of a sound game", () => {
    expect(checkGame(row)).toEqual([]);
    expect(checkGame({ ...row, symmetries: noSymmetries(OBSERVATION, WIDTH) })).toEqual([]);
  });

  test.each(MISTAKES)("finds %s", (_, game, check, message) => {
    const errors = checkGame(game).filter(({ severity }) => severity === "error");
    const found = errors.find((problem) => problem.check === check);
    expect(found?.message).toMatch(message);
  });

  test("warns of a board that is always seen from one side", () => {
    class Coloured extends RowState {
      override observe(into: Float32Array, offset: number): void {
        for (let cell = 0; cell < WIDTH; cell++) {
          into[offset + cell] = this.cells[cell] === 0 ? 1 : 0;
          into[offset + WIDTH + cell] = this.cells[cell] === 1 ? 1 : 0;
        }
      }
    }
    const problems = checkGame(played(Coloured));
    expect(problems.map(({ check, severity }) => `${check} ${severity}`)).toEqual(["mover warning"]);
    expect(problems[0].message).toMatch(/does not seem to tell whose move it is/);
  });

  test("warns of returns that are always the same player's", () => {
    class ForTheMover extends RowState {
      override returns(into: Float32Array): void {
        into[0] = this.won ? 1 : 0;
        into[1] = this.won ? -1 : 0;
      }
    }
    const problems = checkGame(played(ForTheMover));
    expect(problems.map(({ check, severity }) => `${check} ${severity}`)).toEqual(["returns warning"]);
    expect(problems[0].message).toMatch(/^player 0 won each of the \d+ random games that were not drawn/);
  });

  test("says one thing about one mistake", () => {
    const mirrored = columnSymmetries(OBSERVATION)[1];
    const wrong = { observation: mirrored.observation, action: row.symmetries[0].action };
    const problems = checkGame({ ...row, symmetries: [row.symmetries[0], wrong, wrong, wrong] });
    expect(problems.map(({ severity }) => severity)).toEqual(["error", "warning"]);
    expect(problems[0].message).toMatch(/\(and 2 more like it\)$/);
    // One game that cannot be ended tells nothing about observations.
    expect(checkGame({ ...row, maxLength: 2 }).map(({ check }) => check)).toEqual(["length"]);
  });
});
