import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EnvironmentError, GameError, OptionError } from "../errors.js";
import type { Game } from "../games/game.js";
import { gomoku } from "../games/gomoku.js";
import { chatInput } from "../language/tokenizer/chat-template.js";
import { addition, questionTask } from "./index.js";
import { loadEnvironment } from "./load-environment.js";
import { loadGame } from "./load-game.js";
import {
  loadReferencedTextEnvironment,
  loadTextEnvironment,
  textReferenceOf,
} from "./load-text-environment.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(source: string): string {
  const path = join(folder, `task-${++files}.ts`);
  writeFileSync(path, source);
  return path;
}

const TASK = `
import { questionTask } from "selfplay/environments";
const task = questionTask<number>({
  name: "doubling",
  generate: (random) => random.integer(100),
  id: String,
  ask: (x) => \`2*\${x}=\`,
  grade: (x, answer) => ({ solved: answer === String(2 * x) }),
});
`;
const SQUARE = (schema: string) =>
  `{ square: { description: "Squares", inputSchema: ${schema}, execute: ({ x }) => String(x ** 2) } }`;
const OF_OPTIONS = `
import { questionTask } from "selfplay/environments";
export default async ({ difficulty = 2 }) => questionTask<number>({
  name: "counting",
  generate: (random, difficulty) => random.integer(10 ** difficulty),
  id: String,
  ask: (x) => \`after \${x}:\`,
  grade: (x, answer) => ({ solved: answer === String(x + 1) }),
}, { difficulty, seed: 3 });
`;
const GAME = 'import { gomoku } from "selfplay/games"; export default gomoku({ size: 6 });';

describe("a file of rows", () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ prompt: `${i}+1=`, answer: i + 1 }));
  const written = (name: string, lines: readonly object[]) => {
    const path = join(folder, name);
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return path;
  };

  test("is an environment as it stands, and is found again", async () => {
    const path = written("My sums_2.jsonl", rows);
    const loaded = await loadEnvironment(path);
    if (loaded.kind !== "text") throw new Error("expected a text environment");
    const { environment } = loaded;
    expect(environment.name).toBe("my-sums-2");
    expect(environment.size("train") + environment.size("test")).toBe(40);
    expect(environment.size("test")).toBeGreaterThan(0);
    const reference = textReferenceOf(environment);
    expect(reference).toEqual({ name: "my-sums-2", file: path });
    const again = await loadReferencedTextEnvironment(reference);
    expect(again.example("test", 0)).toEqual(environment.example("test", 0));
    expect(again.demonstrate?.(again.example("test", 0))).toHaveLength(1);
  });

  test.each([
    [
      "other.jsonl",
      [{ question: "1+1", answer: 2 }],
      /other\.jsonl:1: `prompt`: expected .*question, answer.*exports dataset\(\{ name: "other"/,
    ],
    ["none.jsonl", [], /none\.jsonl: there are no rows to train on/],
  ])("%s is refused with words", async (name, lines, message) => {
    await expect(loadEnvironment(written(name, lines))).rejects.toThrow(message);
  });

  test("that is not there is told, with the nearest", async () => {
    written("nearby.jsonl", rows);
    await expect(loadEnvironment(join(folder, "nearbi.jsonl"))).rejects.toThrow(
      /no such file.*nearby\.jsonl/,
    );
  });
});

describe("a task file", () => {
  test("exports a text environment or a function that returns one, and is found again", async () => {
    const path = file(`${TASK} export default task;`);
    const environment = await loadTextEnvironment(pathToFileURL(path));
    expect(environment.name).toBe("doubling");
    expect((await loadTextEnvironment(file(`${TASK} export default async () => task;`))).size("train")).toBe(
      1 / 0,
    );
    const reference = textReferenceOf(environment);
    expect(reference).toEqual({ name: "doubling", file: path });
    const again = await loadReferencedTextEnvironment(structuredClone(reference));
    expect(again.example("test", 5)).toEqual(environment.example("test", 5));
    const other = { name: "other", file: path };
    await expect(loadReferencedTextEnvironment(other)).rejects.toThrow(
      "expected the text environment other, found d",
    );
  });

  test("may promise the schema of a tool, which can be told to a model at once when it is loaded", async () => {
    const promised = SQUARE("{ jsonSchema: Promise.resolve({ type: 'object' }) }");
    const { tools } = await loadTextEnvironment(
      file(`${TASK} export default { ...task, tools: ${promised} };`),
    );
    expect(chatInput([], { tools: tools! }).tools?.[0].function.parameters).toEqual({ type: "object" });
  });

  test("may export a built-in task with its options", async () => {
    const source =
      'import { addition } from "selfplay/environments"; export default addition({ difficulty: 6 });';
    const environment = await loadTextEnvironment(file(source));
    const reference = textReferenceOf(environment);
    expect(reference).toEqual({ name: "addition", options: environment.options });
    expect((await loadReferencedTextEnvironment(reference)).options).toMatchObject({ difficulty: 6 });
  });

  test.each([
    ["is not there", undefined, /no such file/],
    ["has no default", TASK, /write `export default` before the text environment/],
    ["throws", "throw new Error('out of words');", /could not be loaded: out of words/],
    ["exports a number", "export default 7;", /expected a text environment, found 7/],
    ["exports a game", GAME, /the text environment has no `size`: expected a function/],
    [
      "lacks a method",
      `${TASK} export default { ...task, begin: 1 };`,
      /`begin`: expected a function, found 1/,
    ],
    [
      "has a bad name",
      `${TASK} export default { ...task, name: "My task" };`,
      /`name`: expected lower-case text/,
    ],
    [
      "has bad options",
      `${TASK} export default { ...task, options: { a: [] } };`,
      /`options`: expected numbers/,
    ],
    [
      "has a bad tool",
      `${TASK} export default { ...task, tools: { add: {} } };`,
      /the tool `add` has no `descr/,
    ],
    [
      "has a tool whose schema holds functions",
      `${TASK} export default { ...task, tools: ${SQUARE("{ type: 'object', _zod: { parse() {} } }")} };`,
      /task-\d+\.ts: the text environment "doubling", tool `square`, `inputSchema`: expected .* found a function at _zod\.parse; z\.toJSONSchema/,
    ],
    [
      "has a tool whose schema is a promise of none",
      `${TASK} export default { ...task, tools: ${SQUARE("{ jsonSchema: Promise.resolve(3) }")} };`,
      /"doubling", tool `square`, `inputSchema`: expected .* found a jsonSchema with 3/,
    ],
    [
      "has a tool whose schema is plain data but no JSON Schema",
      `${TASK} export default { ...task, tools: ${SQUARE("{ type: 'object', required: true }")} };`,
      /tool `square`, `inputSchema`: expected a JSON Schema, found one that fails: .*is not iterable/,
    ],
  ])("that %s is refused with words", async (_, source, message) => {
    const path = source === undefined ? join(folder, "none.ts") : file(source);
    const failure = await loadTextEnvironment(path).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EnvironmentError);
    expect((failure as Error).message).toMatch(message);
  });

  test("takes options where it exports a function that passes them on", async () => {
    const take = (source: string) => loadTextEnvironment(file(source), { difficulty: 5 });
    await expect(take(`${TASK} export default task;`)).rejects.toThrow("takes no options, found difficulty");
    await expect(take(`${TASK} export default () => task;`)).rejects.toThrow(
      "was given difficulty 5 and did not pass it on: expected it among the environment's `options`",
    );
    const environment = await take(OF_OPTIONS);
    expect(environment.options).toEqual({ seed: 3, difficulty: 5 });
    expect(environment.example("train", 0)).toMatchObject({ difficulty: 5 });
    const reference = textReferenceOf(environment);
    expect(reference).toMatchObject({ name: "counting", options: { difficulty: 5 } });
    const again = await loadReferencedTextEnvironment(structuredClone(reference));
    expect(again.example("test", 2)).toEqual(environment.example("test", 2));
  });
});

test("an environment made in memory is taken as it is, but cannot be found again", async () => {
  const environment = questionTask<number>({
    name: "addition",
    generate: (random) => random.integer(100),
    id: String,
    ask: String,
    grade: () => ({ solved: false }),
  });
  expect(await loadTextEnvironment(environment)).toBe(environment);
  expect(() => textReferenceOf(environment)).toThrow(
    /make it the default export of a file and pass .* with `environmentOptions` where the file exports a function/,
  );
  await expect(loadTextEnvironment({ ...environment, tools: 3 as never })).rejects.toThrow(
    "`tools`: expected tools",
  );
  await expect(loadTextEnvironment({ ...environment, keepsTime: 1 as never })).rejects.toThrow(
    "`keepsTime`: expected true or false, found 1",
  );
});

describe("a game or a text environment", () => {
  test("is told apart by what a file exports", async () => {
    const game = await loadEnvironment(file(GAME));
    expect(game).toMatchObject({ kind: "game", game: { actions: 36 } });
    const text = await loadEnvironment(file(`${TASK} export default task;`));
    expect(text).toMatchObject({ kind: "text", environment: { name: "doubling" } });
    for (const source of ["export default 7;", "export default { hello: 1 };"])
      await expect(loadEnvironment(file(source))).rejects.toThrow(
        /expected a game, which has `newState`, or a text environment, .*, found (7|\{"hello":1\})$/,
      );
    const half = loadEnvironment(
      file(`${GAME.replace("export default", "const game =")} game.name = 1; export default game;`),
    );
    await expect(half).rejects.toThrow(GameError);
    const unfinished = loadEnvironment(file(`${TASK} export default { ...task, begin: undefined };`));
    await expect(unfinished).rejects.toThrow("the text environment's `begin`: expected a function");
    await expect(loadEnvironment(file(""))).rejects.toThrow("before the game or text environment");
    await expect(loadEnvironment(file(GAME), { size: 5 })).rejects.toThrow("takes no options, found size");
  });

  test("by name, and in memory", async () => {
    expect(await loadEnvironment("gomoku", { size: 7 })).toMatchObject({
      kind: "game",
      game: { actions: 49 },
    });
    expect(await loadEnvironment("maze", { difficulty: 4 })).toMatchObject({
      kind: "text",
      environment: { options: { difficulty: 4 } },
    });
    const [game, task] = [gomoku(), addition()];
    expect(await loadEnvironment(game as unknown as Game)).toEqual({ kind: "game", game });
    expect(await loadEnvironment(task)).toEqual({ kind: "text", environment: task });
    await expect(loadEnvironment("cuontdown")).rejects.toThrow('"cuontdown"; did you mean "countdown"?');
    await expect(loadEnvironment("gomuko")).rejects.toThrow('did you mean "gomoku"?');
    await expect(loadEnvironment("maze", { size: 4 })).rejects.toThrow(OptionError);
  });

  test("a file with a task is no file with a game", async () => {
    const path = file(`${TASK} export default task;`);
    await expect(loadGame(path)).rejects.toThrow('expected a game, found the text environment "doubling"');
  });
});
