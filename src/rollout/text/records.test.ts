import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calculator } from "../../environments/index.js";
import { RunError } from "../../errors.js";
import type { TornLine } from "../../run/json-lines.js";
import { EpisodeLog, readEpisodes } from "./episode-log.js";
import { readEpisodesParquet, writeEpisodesParquet } from "./episode-parquet.js";
import { playEpisodes } from "./play-episodes.js";
import { episodeWith } from "./records.conformance.js";
import type { TextEpisodeRecord } from "./text-episode-record.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-episodes-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const EPISODES = [
  episodeWith(),
  episodeWith({
    group: "train/4",
    policyVersion: "base",
    solved: false,
    rewards: [{}, { won: -1 }],
    errors: [{ boundary: "judge", code: "SILENT", message: "no verdict", turn: 2 }],
    end: "error",
    exampleId: null,
    difficulty: null,
    sequences: [],
  }),
  episodeWith({
    policyVersion: null,
    kept: false,
    split: "test",
    end: "tokens",
    truncated: true,
    options: {},
    metrics: {},
  }),
];

async function written(name: string, episodes: readonly TextEpisodeRecord[]): Promise<string> {
  const path = join(folder, name);
  const log = await EpisodeLog.open(path);
  for (const episode of episodes) await log.append(episode);
  expect(await log.flush()).toBe(statSync(path).size);
  await log.close();
  return path;
}

async function read(path: string, onTorn?: (torn: TornLine) => void): Promise<TextEpisodeRecord[]> {
  const episodes: TextEpisodeRecord[] = [];
  for await (const episode of readEpisodes(path, onTorn && { onTorn })) episodes.push(episode);
  return episodes;
}

describe("episodes in JSON Lines", () => {
  test("come back as they were, also those that the driver made", async () => {
    const environment = calculator({ difficulty: 2 });
    const played = await playEpisodes(
      {
        environment,
        policy: async (_, { turn, example }) => environment.demonstrate!(example as never)[turn],
      },
      [{ split: "test", index: 1 }],
    );
    const path = await written("whole.jsonl", [...EPISODES, ...played]);
    expect(await read(path)).toEqual([...EPISODES, ...played]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(5);
  });

  test("lose no more than the line at whose writing the process was killed, wherever that was", async () => {
    const whole = readFileSync(await written("killed.jsonl", EPISODES));
    const last = whole.lastIndexOf("\n", whole.length - 2) + 1;
    const path = join(folder, "torn.jsonl");
    for (let length = last; length < whole.length; length += 5) {
      writeFileSync(path, whole.subarray(0, length));
      const torn: TornLine[] = [];
      expect(await read(path, (found) => torn.push(found))).toEqual(EPISODES.slice(0, 2));
      const bytes = length - last;
      expect(torn).toEqual(bytes === 0 ? [] : [{ line: 3, start: last, bytes }]);
    }
    writeFileSync(path, whole.subarray(0, -1));
    let cut = 0;
    const log = await EpisodeLog.open(path, { onTorn: (bytes) => (cut = bytes) });
    await log.append(EPISODES[2]);
    await log.close();
    expect(cut).toBe(whole.length - 1 - last);
    expect(await read(path)).toEqual(EPISODES);
  });

  test("are cut back to what a checkpoint knows of", async () => {
    const path = await written("resumed.jsonl", EPISODES);
    const keep = readFileSync(path).indexOf("\n") + 1;
    await (await EpisodeLog.open(path, { keep })).close();
    expect(await read(path)).toEqual([EPISODES[0]]);
    await expect(EpisodeLog.open(path, { keep: keep + 1 })).rejects.toThrow("expected at least");
  });

  test("may be long, and a torn line longer than what is looked at in one piece", async () => {
    const long = episodeWith({ messages: [{ role: "user", content: "x".repeat(300_000), player: 0 }] });
    const path = await written("long.jsonl", [long, EPISODES[1]]);
    expect(await read(path)).toEqual([long, EPISODES[1]]);
    writeFileSync(path, readFileSync(path).subarray(0, 200_000));
    await (await EpisodeLog.open(path)).close();
    expect(statSync(path).size).toBe(0);
  });

  test.each([
    ["{}", "`version`: expected 1, which this program reads, found nothing"],
    ['{"version":2}', "`version`: expected 1, which this program reads, found 2"],
    ["[]", "expected an episode, found []"],
    ["not json", "is not valid JSON"],
    [{ index: -1 }, "`index`: expected a whole number, found -1"],
    [{ kept: 1 }, "`kept`: expected true, false or nothing, found 1"],
    [{ split: "dev" }, '`split`: expected train or test, found "dev"'],
    [{ rewards: [{ a: null }] }, '`rewards`: expected a list of numbers by name, found [{"a":null}]'],
    [{ messages: [{ role: "user", player: 0 }] }, "`messages[0].content`: expected text, found nothing"],
    [
      { sequences: [{ ids: [1], mask: [2], logprobs: [] }] },
      "`sequences[0].mask`: expected a list of 0 and 1",
    ],
    [
      { sequences: [{ ids: [1], mask: [], logprobs: [] }] },
      "`sequences[0]`: expected as many of each, found 1 ids, 0 marks",
    ],
    [{ sequences: [3] }, "`sequences[0]`: expected an object, found 3"],
    [{ errors: [{ boundary: "moon", code: "", message: "", turn: 0 }] }, "`errors[0].boundary`: expected"],
  ])("that are not whole are refused: %j", async (wrong, message) => {
    const path = join(folder, "wrong.jsonl");
    const line = typeof wrong === "string" ? wrong : JSON.stringify({ ...EPISODES[0], ...wrong });
    writeFileSync(path, `${JSON.stringify(EPISODES[0])}\n${line}\n`);
    const reading = read(path);
    await expect(reading).rejects.toThrow(RunError);
    await expect(reading).rejects.toThrow(`${path}:2: ${message}`);
  });

  test("that are not there are missed", async () => {
    await expect(read(join(folder, "none.jsonl"))).rejects.toThrow("none.jsonl: no such file");
    await expect(read(folder)).rejects.toThrow(
      /expected a file, found a folder; of a run, runEpisodes reads them$/,
    );
  });
});

describe("episodes in Parquet", () => {
  test("come back as they were, and replace a file", async () => {
    const path = join(folder, "episodes.parquet");
    await writeEpisodesParquet(path, EPISODES.slice(1));
    await writeEpisodesParquet(path, EPISODES);
    expect(await readEpisodesParquet(path)).toEqual(EPISODES);
    await writeEpisodesParquet(path, []);
    expect(await readEpisodesParquet(path)).toEqual([]);
  });

  test("that are none are refused", async () => {
    const path = join(folder, "broken.parquet");
    await expect(readEpisodesParquet(path)).rejects.toThrow("broken.parquet: no such file");
    writeFileSync(path, "this is not Parquet at all");
    await expect(readEpisodesParquet(path)).rejects.toThrow(RunError);
    await writeEpisodesParquet(path, [EPISODES[0], { ...EPISODES[1], end: "somehow" as never }]);
    await expect(readEpisodesParquet(path)).rejects.toThrow("broken.parquet: row 2: `end`: expected done or");
  });
});
