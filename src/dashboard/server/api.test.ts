import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@cfworker/json-schema";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selectRunEpisodes } from "../../inspection/select-run-episodes.js";
import type {
  ApiError,
  EpisodeDetail,
  EpisodePage,
  GameList,
  League,
  MetricsPage,
  PolicyList,
  RunDetail,
  RunSummary,
  StoredGame,
} from "../api.js";
import { smallGameRun, smallTextRun } from "../runs.conformance.js";
import { createDashboard } from "./create-dashboard.js";
import { openApi } from "./openapi.js";

let runs: string;
let app: Hono;
const headers = { host: "localhost:7878" };

async function get<T>(path: string): Promise<T> {
  const response = await app.request(path, { headers });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as T;
}

async function refused(path: string): Promise<ApiError & { readonly status: number }> {
  const response = await app.request(path, { headers });
  return { status: response.status, ...((await response.json()) as ApiError) };
}

beforeAll(async () => {
  runs = mkdtempSync(join(tmpdir(), "selfplay-api-"));
  const game = await smallGameRun(runs);
  const text = await smallTextRun(runs);
  cpSync(text, join(runs, "torn"), { recursive: true });
  writeFileSync(join(runs, "torn", "metrics.jsonl"), '{"type":"step","step":1}\n{"type":"st\n');
  cpSync(game, join(runs, "cut"), { recursive: true });
  const weights = join(runs, "cut", "checkpoints", "30", "weights.safetensors");
  truncateSync(weights, 100);
  mkdirSync(join(runs, "garbled"));
  writeFileSync(join(runs, "garbled", "config.json"), '{"format":"selfplay-run","ver');
  mkdirSync(join(runs, "no-run"));
  writeFileSync(join(runs, "a-file"), "");
  app = createDashboard({ runs });
}, 120_000);
afterAll(() => rmSync(runs, { recursive: true }));

describe("the runs", () => {
  test("are listed with what came of them, damaged ones with what is wrong, others not at all", async () => {
    const list = await get<RunSummary[]>("/api/runs");
    const byName = Object.fromEntries(list.map((run) => [run.run, run]));
    expect(Object.keys(byName).sort()).toEqual(["cut", "game", "garbled", "text", "torn"]);
    expect(byName.game).toMatchObject({
      state: "finished",
      kind: "game",
      scenario: "tic-tac-toe",
      algorithm: "alphazero",
      seed: 1,
      step: 30,
    });
    expect(byName.game.trend?.at(-1)).toBe(byName.game.headline?.value);
    expect(byName.text).toMatchObject({ state: "finished", kind: "language", scenario: "addition", step: 6 });
    expect(byName.garbled).toEqual({
      run: "garbled",
      state: "damaged",
      error: "garbled/config.json: is not valid JSON (29 characters)",
    });
    expect(byName.torn).toMatchObject({ state: "damaged", scenario: "addition" });
    expect(byName.torn.error).toBe("torn/metrics.jsonl: the line at byte 25 is not valid JSON");
  });

  test("a run tells its configuration and findings, and not where it lies", async () => {
    const detail = await get<RunDetail>("/api/runs/game");
    expect(detail.info).toMatchObject({ run: "game", checkpoints: [30], progress: { step: 30 } });
    expect(detail.info?.config.settings.simulations).toBe(8);
    expect(detail.info?.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(detail.findings).toEqual(expect.any(Array));
    expect(JSON.stringify(detail)).not.toContain(runs);
  });

  test("a damaged checkpoint shows in the run itself, beside what can be read", async () => {
    const detail = await get<RunDetail>("/api/runs/cut");
    expect(detail.state).toBe("damaged");
    expect(detail.error).toMatch(
      /^cut\/checkpoints\/30\/weights.safetensors: expected \d+ bytes, found 100;/,
    );
    expect(detail.info?.config.game?.name).toBe("tic-tac-toe");
    expect(JSON.stringify(detail)).not.toContain(runs);
  });

  test("the directory may be a run itself, or not be there", async () => {
    const one = createDashboard({ runs: join(runs, "game") });
    const list = (await (await one.request("/api/runs", { headers })).json()) as RunSummary[];
    expect(list.map(({ run }) => run)).toEqual(["game"]);
    const none = createDashboard({ runs: join(runs, "nowhere") });
    expect(await (await none.request("/api/runs", { headers })).json()).toEqual([]);
  });

  test("a run that lives is told by its lock, one that was stopped by how it ended", async () => {
    const metrics = join(runs, "stopped", "metrics.jsonl");
    cpSync(join(runs, "game"), join(runs, "stopped"), { recursive: true });
    const lines = readFileSync(metrics, "utf8");
    const state = async () => (await get<RunDetail>("/api/runs/stopped")).state;
    writeFileSync(metrics, lines.replace('"reason":"budget"', '"reason":"stopped"'));
    expect(await state()).toBe("stopped");
    // Before there was such a line, the last measurement told.
    writeFileSync(metrics, lines.replace(/\{"type":"end".*\n/, ""));
    expect(await state()).toBe("finished");
    writeFileSync(metrics, lines.split("\n").slice(0, 2).join("\n"));
    expect(await state()).toBe("stopped");
    const { RunLock } = await import("../../run/lock.js");
    const lock = await RunLock.take(join(runs, "stopped"));
    expect(await state()).toBe("training");
    await lock.release();
    expect(await state()).toBe("stopped");
    rmSync(join(runs, "stopped"), { recursive: true });
    expect(await refused("/api/runs/stopped")).toMatchObject({ status: 404, code: "RUN_NOT_FOUND" });
  });
});

describe("metrics", () => {
  test("are the lines of the file, in pages that go on where the last one ended", async () => {
    const file = readFileSync(join(runs, "text", "metrics.jsonl"), "utf8");
    const all = await get<MetricsPage>("/api/runs/text/metrics");
    expect(all.next).toBe(Buffer.byteLength(file));
    expect(all.lines).toEqual(
      file
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    );
    const first = file.indexOf("\n") + 1;
    const rest = await get<MetricsPage>(`/api/runs/text/metrics?after=${first}`);
    expect(rest).toEqual({ lines: all.lines.slice(1), next: all.next });
    expect(await get(`/api/runs/text/metrics?after=${all.next}`)).toEqual({ lines: [], next: all.next });
    expect(await refused("/api/runs/text/metrics?after=-1")).toMatchObject({
      status: 400,
      code: "BAD_OPTION",
    });
  });

  test("of a file that is shorter than what is known begin again", async () => {
    const page = await get<MetricsPage>("/api/runs/text/metrics?after=99999999");
    expect(page.restarted).toBe(true);
    expect(page.lines[0].step).toBe(0);
  });
});

describe("of a game", () => {
  test("stored games can be listed and replayed", async () => {
    const { game, games } = await get<GameList>("/api/runs/game/games");
    expect(game).toEqual({ name: "tic-tac-toe", options: {} });
    expect(games.length).toBeGreaterThan(0);
    const { gameByName } = await import("../../games/registry.js");
    for (const { id, plies, step, returns } of games) {
      const stored = await get<StoredGame>(`/api/runs/game/games/${id}`);
      expect(stored).toMatchObject({ step, returns });
      for (const list of ["moves", "players", "kinds", "values", "policies"] as const)
        expect(stored[list]).toHaveLength(plies);
      const rules = gameByName(game.name, game.options);
      const state = rules.newState();
      for (const [ply, action] of stored.actions.entries()) {
        expect(stored.players[ply]).toBe(state.player);
        expect(stored.moves[ply]).toBe(rules.actionName(action));
        const policy = stored.policies[ply];
        expect(policy.length).toBe(stored.kinds[ply] === 0 ? 0 : rules.actions);
        if (policy.length > 0) expect(policy.reduce((a, b) => a + b)).toBeCloseTo(1, 1);
        state.apply(action);
      }
      expect(state.legalActions(new Uint8Array(rules.actions))).toBe(0);
    }
    expect(await refused("/api/runs/game/games/30-999999")).toMatchObject({ status: 404 });
    expect(await refused("/api/runs/text/games")).toMatchObject({ status: 404, code: "RUN_OTHER_KIND" });
  });

  test("the league's matrix says the same from both sides", async () => {
    const { ratings, matrix } = await get<League>("/api/runs/game/league");
    expect(ratings.map(({ player }) => player)).toContain("random");
    for (const [i, row] of matrix.entries()) {
      expect(row[i]).toBeNull();
      for (const [j, result] of row.entries()) {
        const other = matrix[j][i];
        expect(result && [result.wins, result.draws, result.losses]).toEqual(
          other && [other.losses, other.draws, other.wins],
        );
      }
      const games = row.reduce((sum, each) => sum + (each ? each.wins + each.draws + each.losses : 0), 0);
      expect(games).toBe(ratings[i].games);
    }
    expect(await get("/api/runs/text/league")).toEqual({ ratings: [], matrix: [] });
  });

  test("networks are ONNX files that run", async () => {
    const { policies, searchSettings } = await get<PolicyList>("/api/runs/game/policies");
    expect(policies[0].step).toBe(30);
    expect(policies[0].elo).toEqual(expect.any(Number));
    expect(searchSettings).toMatchObject({ search: "gumbel", simulations: 8, considered: 9 });
    const response = await app.request("/api/runs/game/policies/30.onnx", { headers });
    const { InferenceSession, Tensor } = await import("onnxruntime-node");
    const session = await InferenceSession.create(new Uint8Array(await response.arrayBuffer()));
    const { gameByName } = await import("../../games/registry.js");
    const { channels, height, width } = gameByName("tic-tac-toe").observation;
    const observation = new Tensor("float32", new Float32Array(channels * height * width), [
      1,
      channels,
      height,
      width,
    ]);
    const { logits, value } = await session.run({ observation });
    expect(logits.dims).toEqual([1, 9]);
    expect(Math.abs(Number(value.data[0]))).toBeLessThanOrEqual(1);
    await session.release();
    expect(await refused("/api/runs/game/policies/31.onnx")).toMatchObject({
      status: 404,
      code: "STEP_MISSING",
    });
  });

  test("a game of a file is not run", async () => {
    const own = join(runs, "own");
    cpSync(join(runs, "game"), own, { recursive: true });
    const config = JSON.parse(readFileSync(join(own, "config.json"), "utf8")) as { game: object };
    const file = join(runs, "evil.mjs");
    writeFileSync(
      file,
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(`${file}.ran`)}, "");`,
    );
    writeFileSync(join(own, "config.json"), JSON.stringify({ ...config, game: { name: "own", file } }));
    expect(await get("/api/runs/own")).toMatchObject({ scenario: "own", state: "finished", findings: [] });
    expect(await refused("/api/runs/own/policies/30.onnx")).toMatchObject({ status: 403 });
    expect(() => readFileSync(`${file}.ran`)).toThrow("ENOENT");
    rmSync(own, { recursive: true });
  });
});

describe("episodes", () => {
  test.each(["best", "worst", "strangest", "last"] as const)(
    "the %s are those that `episodes` shows",
    async (order) => {
      const page = await get<EpisodePage>(`/api/runs/text/episodes?order=${order}&count=5`);
      const selected = await selectRunEpisodes(join(runs, "text"), { order, count: 5 });
      expect(page).toMatchObject({ matching: selected.matching, solved: selected.solved });
      expect(page.reward).toBeCloseTo(selected.reward);
      const expected = order === "last" ? selected.episodes.toReversed() : selected.episodes;
      expect(page.episodes.map(({ exampleId, sampledTokens }) => [exampleId, sampledTokens])).toEqual(
        expected.map(({ episode }) => [episode.exampleId, episode.counts.sampledTokens]),
      );
      if (order === "strangest")
        expect(page.episodes.map(({ reasons }) => reasons)).toEqual(expected.map(({ reasons }) => reasons));
    },
  );

  test("can be filtered, also by text, and paged", async () => {
    const all = await get<EpisodePage>("/api/runs/text/episodes");
    expect(all.matching).toBe(24);
    const pages = await Promise.all(
      [0, 10, 20].map((offset) => get<EpisodePage>(`/api/runs/text/episodes?offset=${offset}&count=10`)),
    );
    expect(pages.flatMap(({ episodes }) => episodes)).toEqual(all.episodes);
    const unsolved = await get<EpisodePage>("/api/runs/text/episodes?solved=false&step=4");
    expect(unsolved.episodes.every(({ solved, step }) => !solved && step === 4)).toBe(true);
    const { exampleId } = all.episodes[3];
    const { episode } = await get<EpisodeDetail>(`/api/runs/text/episodes/${all.episodes[3].number}`);
    const said = encodeURIComponent(episode.messages[0].content.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    for (let again = 0; again < 2; again++) {
      const found = await get<EpisodePage>(`/api/runs/text/episodes?text=${said}`);
      expect(found.matching).toBeGreaterThanOrEqual(1);
      expect(found.matching).toBeLessThan(24);
      expect(found.episodes.map((each) => each.exampleId)).toContain(exampleId);
    }
  });

  test("an episode has its tokens as text, and its group", async () => {
    const { episode, pieces, advantage, groupMembers } =
      await get<EpisodeDetail>("/api/runs/text/episodes/5");
    expect(pieces[0]).toHaveLength(episode.sequences[0].ids.length);
    expect(pieces[0].join("")).toContain(episode.messages[0].content);
    expect(groupMembers).toHaveLength(3);
    expect(groupMembers.every(({ group }) => group === episode.group)).toBe(true);
    const rewards = groupMembers.map(({ reward }) => reward);
    const own = Object.values(episode.rewards[0]).reduce((a, b) => a + b);
    const mean = (own + rewards.reduce((a, b) => a + b)) / 4;
    expect(advantage).toBeCloseTo(own - mean);
  });

  test.each([
    ["episodes?order=x", 400, /^order: expected one of best, worst, strangest, last, found "x"$/],
    ["episodes?reward=1", 400, /^reward: expected one of order, /],
    ["episodes?rewardAbove=high", 400, /^rewardAbove: expected a number/],
    ["episodes?text=(", 400, /^text: expected a regular expression/],
    ["episodes?error=weather", 400, /^error: expected one of environment/],
    ["episodes?count=-1", 400, /^count: expected a whole number/],
    ["episodes/24", 404, /^there is no episode 24$/],
    ["episodes/x", 400, /^number: expected a whole number/],
  ])("%s is refused", async (path, status, message) => {
    const error = await refused(`/api/runs/text/${path}`);
    expect(error.status).toBe(status);
    expect(error.message).toMatch(message);
  });

  test("of a file with a damaged line say which", async () => {
    const copy = join(runs, "half");
    cpSync(join(runs, "text"), copy, { recursive: true });
    const file = join(copy, "episodes.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"solved":', '"solve":'));
    expect(await refused("/api/runs/half/episodes")).toMatchObject({
      status: 500,
      code: "EPISODES_DAMAGED",
      message: "half/episodes.jsonl:1: `solved`: expected true or false, found nothing",
    });
    rmSync(copy, { recursive: true });
  });
});

describe("openapi.json", () => {
  /** A path of the app as OpenAPI writes it. */
  const asOpenApi = (path: string) =>
    path.replace(/:file\{.*\}/, "{step}.onnx").replace(/:(\w+)/g, (_, name: string) => `{${name}}`);

  test("has every route, and no other", async () => {
    const routes = app.routes
      .filter(({ method, path }) => method === "GET" && path.startsWith("/api/"))
      .map(({ path }) => asOpenApi(path));
    expect(routes.sort()).toEqual(Object.keys(openApi.paths).sort());
    expect(await get("/api/openapi.json")).toEqual(JSON.parse(JSON.stringify(openApi)));
  });

  test.each([
    ["/api/runs", ["/api/runs"]],
    [
      "/api/runs/{run}",
      ["/api/runs/game", "/api/runs/text", "/api/runs/torn", "/api/runs/garbled", "/api/runs/cut"],
    ],
    ["/api/runs/{run}/metrics", ["/api/runs/game/metrics", "/api/runs/text/metrics?after=9999999"]],
    ["/api/runs/{run}/league", ["/api/runs/game/league", "/api/runs/text/league"]],
    ["/api/runs/{run}/games", ["/api/runs/game/games"]],
    ["/api/runs/{run}/games/{game}", ["/api/runs/game/games/FIRST"]],
    ["/api/runs/{run}/episodes", ["/api/runs/text/episodes", "/api/runs/text/episodes?order=strangest"]],
    ["/api/runs/{run}/episodes/{number}", ["/api/runs/text/episodes/0", "/api/runs/text/episodes/23"]],
    ["/api/runs/{run}/policies", ["/api/runs/game/policies"]],
  ])("describes what %s answers", async (path, requests) => {
    const { schema } = openApi.paths[path].get.responses[200].content["application/json"];
    const validator = new Validator(
      { ...schema, components: openApi.components } as object,
      "2020-12",
      false,
    );
    for (const request of requests) {
      const [first] = (await get<GameList>("/api/runs/game/games")).games;
      const answer = await get(request.replace("FIRST", first.id));
      expect(validator.validate(answer).errors).toEqual([]);
      // A schema that lets everything through would describe nothing.
      expect(
        validator.validate(Array.isArray(answer) ? [{}] : { ...(answer as object), more: 1 }).valid,
      ).toBe(false);
    }
  });

  test("describes errors", async () => {
    const schema = { ...openApi.components.schemas.ApiError } as object;
    const error = await (await app.request("/api/runs/none", { headers })).json();
    expect(new Validator(schema, "2020-12").validate(error).valid).toBe(true);
  });
});
