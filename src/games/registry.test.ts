import { describe, expect, test } from "vitest";
import { GameError, OptionError } from "../errors.js";
import { builtInGames, findGame, gameByName } from "./registry.js";

describe("the built-in games", () => {
  test.each(builtInGames.map((entry) => [entry.name, entry] as const))(
    "%s can be made again from what it says of itself",
    (name, entry) => {
      const game = gameByName(name);
      expect(game.name).toBe(name);
      expect(findGame(name)).toBe(entry);
      const again = gameByName(game.name, JSON.parse(JSON.stringify(game.options ?? {})));
      expect({ ...again, ...functions }).toEqual({ ...game, ...functions });
      expect(again.newState().toString()).toBe(game.newState().toString());
    },
  );

  test.each(builtInGames.map((entry) => [entry.name, entry] as const))(
    "%s has the options and defaults that it lists",
    (name, entry) => {
      const { options = {} } = gameByName(name);
      expect(Object.keys(options).sort()).toEqual(Object.keys(entry.options).sort());
      for (const [option, { default: value }] of Object.entries(entry.options))
        if (value !== undefined) expect(options[option]).toBe(value);
    },
  );

  test("options change the game", () => {
    expect(gameByName("gomoku", { size: 7 }).actions).toBe(49);
    expect(gameByName("go", { size: 5, komi: 0.5 }).options).toEqual({ size: 5, komi: 0.5, moveLimit: 50 });
  });
});

/** Two games made alike differ only in being different functions. */
const functions = { newState: undefined, actionName: undefined, actionFromName: undefined };

describe("errors", () => {
  test("suggest the nearest game and list them all", () => {
    expect(() => gameByName("gomuko")).toThrow(GameError);
    expect(() => gameByName("gomuko")).toThrow(
      /no game "gomuko"; did you mean "gomoku"\?.*breakthrough, go$/,
    );
    expect(() => gameByName("shogi")).toThrow(/no game "shogi"\. Built-in games/);
  });

  test("suggest the nearest option", () => {
    expect(() => gameByName("go", { kmi: 5 })).toThrow(OptionError);
    expect(() => gameByName("go", { kmi: 5 })).toThrow(
      'option of go: expected size or komi or moveLimit (did you mean komi?), found "kmi"',
    );
    expect(() => gameByName("hex", { constructor: 5 })).toThrow(
      'option of hex: expected size, found "constructor"',
    );
  });

  test("name the value that does not fit", () => {
    expect(() => gameByName("go", { size: "9" })).toThrow('go size: expected a number, found "9"');
    expect(() => gameByName("go", { size: 1 })).toThrow("go size: expected an integer from 2 to 25, found 1");
  });
});
