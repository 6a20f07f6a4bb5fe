import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GameError, OptionError } from "../errors.js";
import { gomoku } from "../games/gomoku.js";
import { loadGame, loadReferencedGame, referenceOf } from "./load-game.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(source: string, name = `game-${++files}.ts`): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

const GAME = `
import { gomoku, type Game } from "selfplay/games";
enum Size { small = 6 } // something that only a TypeScript compiler understands
const game: Game = { ...gomoku({ size: Size.small }), name: "my-game" } as Game;
`;

describe("a game file", () => {
  test("exports a game, written in TypeScript, and imports the kit wherever it lies", async () => {
    const game = await loadGame(file(`${GAME} export default game;`));
    expect(game.name).toBe("my-game");
    expect(game.actions).toBe(36);
    // The very same module, not a second copy of it.
    expect(game.newState().constructor).toBe(gomoku().newState().constructor);
  });

  test("or a function, also an asynchronous one", async () => {
    expect((await loadGame(file(`${GAME} export default () => game;`))).actions).toBe(36);
    expect((await loadGame(file(`${GAME} export default async () => game;`))).actions).toBe(36);
  });

  test("may be JavaScript, import other files, and be named by a URL", async () => {
    file("export const size: number = 8;", "size.ts");
    const path = file(
      'import { gomoku } from "selfplay/games"; import { size } from "./size.js"; export default gomoku({ size });',
      "plain.mjs",
    );
    expect((await loadGame(pathToFileURL(path))).actions).toBe(64);
    expect((await loadGame(pathToFileURL(path).href)).actions).toBe(64);
  });

  test("is found again by its reference", async () => {
    const path = file(`${GAME} export default game;`);
    const reference = referenceOf(await loadGame(path));
    expect(reference).toEqual({ name: "my-game", file: path });
    expect((await loadReferencedGame(structuredClone(reference))).name).toBe("my-game");
    const other = { name: "other-game", file: path };
    await expect(loadReferencedGame(other)).rejects.toThrow("expected the game other-game, found my-game");
  });

  test.each([
    [
      "throws while it is loaded",
      "throw new Error('out of pieces');",
      /game-\d+\.ts: could not be loaded: out of pieces/,
    ],
    [
      "does not parse",
      "export default {,};",
      /game-\d+\.ts: could not be loaded: ParseError: .*game-\d+\.ts:1:16/s,
    ],
    [
      "imports what is not there",
      "import './nowhere.js';",
      /could not be loaded: Cannot find module '\.\/nowhere\.js'/,
    ],
    ["exports nothing", "", /game-\d+\.ts: has no default export \(it exports nothing\)/],
    ["exports by name only", "export const game = 1;", /has no default export \(it exports game\)/],
    [
      "exports a function that throws",
      "export default () => { throw new Error('no'); };",
      /threw when called: no/,
    ],
    ["exports something else", "export default 7;", /game-\d+\.ts: expected a game, found 7/],
    [
      "lacks a member",
      `${GAME} delete game.actions; export default game;`,
      /has no `actions`: expected a positive/,
    ],
    [
      "has a wrong member",
      `${GAME} game.players = 3; export default game;`,
      /`players`: expected 1 or 2, found 3/,
    ],
    [
      "has a wrong shape",
      `${GAME} game.observation = {}; export default game;`,
      /`observation`: expected \{ channels/,
    ],
    [
      "has no states",
      `${GAME} game.newState = () => ({}); export default game;`,
      /states have no method `reset`/,
    ],
    [
      "throws at the first state",
      `${GAME} game.newState = () => { throw new Error('empty box'); }; export default game;`,
      /newState\(\) threw: empty box/,
    ],
  ])("that %s is refused with words", async (_, source, message) => {
    const failure = await loadGame(file(source)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GameError);
    expect((failure as Error).message).toMatch(message);
  });

  test("that is not there is missed, and one with a like name offered", async () => {
    file("", "checkers.ts");
    await expect(loadGame(join(folder, "chekers.ts"))).rejects.toThrow(
      /chekers\.ts: no such file \(did you mean .*checkers\.ts\?\)/,
    );
    await expect(loadGame("./no/where.ts")).rejects.toThrow("no/where.ts: no such file");
  });

  test("takes no options", async () => {
    await expect(loadGame("./a.ts", { size: 5 })).rejects.toThrow("a game file takes no options, found size");
  });
});

describe("a built-in game", () => {
  test("is found by name and options, again through its reference", async () => {
    const game = await loadGame("gomoku", { size: 7 });
    expect(referenceOf(game)).toEqual({ name: "gomoku", options: { size: 7 } });
    expect((await loadReferencedGame(referenceOf(game))).actions).toBe(49);
    expect(referenceOf(gomoku({ size: 9 }))).toEqual({ name: "gomoku", options: { size: 9 } });
  });

  test("that does not exist is an error with the nearest", async () => {
    await expect(loadGame("gomuko")).rejects.toThrow(/did you mean "gomoku"\?/);
    await expect(loadGame("gomoku", { komi: 5 })).rejects.toThrow(OptionError);
  });
});

describe("a game made in memory", () => {
  test("is taken as it is", async () => {
    const game = gomoku({ size: 5 });
    expect(await loadGame(game)).toBe(game);
  });

  test("has no reference, whatever its name", () => {
    const state = () => ({ ...gomoku().newState() }) as never;
    const game = { ...gomoku(), newState: state };
    expect(() => referenceOf(game)).toThrow(/make it the default export of a file/);
    expect(() => referenceOf({ ...gomoku(), name: "my-own" })).toThrow(GameError);
  });
});
