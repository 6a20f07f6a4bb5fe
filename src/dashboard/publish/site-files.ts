import type { Hono } from "hono";
import { RunError } from "../../errors.js";
import type {
  ApiError,
  EpisodePage,
  GameList,
  MetricsLine,
  MetricsPage,
  PolicyList,
  RunDetail,
} from "../api.js";

/** A file of a site. */
export interface SiteFile {
  /** Within the site. */
  readonly path: string;
  readonly contents: Uint8Array;
}

/** Most episodes that one answer holds. */
const PAGE = 200;

/**
 * The answers about a run, as files, by asking the dashboard itself.
 *
 * @param episodes newest ones that are told
 * @throws RunError where the run is damaged
 */
export async function* siteFiles(app: Hono, run: string, episodes: number): AsyncGenerator<SiteFile> {
  const at = `/api/runs/${encodeURIComponent(run)}`;
  const found = (await json(app, at)) as RunDetail;
  if (found.state === "damaged") throw new RunError("RUN_DAMAGED", found.error ?? `${run} is damaged`);
  // In a site nothing goes on.
  const detail: RunDetail = { ...found, state: found.state === "training" ? "stopped" : found.state };
  yield file(at, detail);
  const { info: _, findings: __, ...summary } = detail;
  yield file("/api/runs", [summary]);
  yield file("/api/openapi.json", await json(app, "/api/openapi.json"));
  yield file(`${at}/metrics`, await allMetrics(app, `${at}/metrics`));
  yield file(`${at}/league`, await json(app, `${at}/league`));
  if (detail.kind === "game") yield* gameFiles(app, at);
  else yield* episodeFiles(app, at, episodes);
}

async function* gameFiles(app: Hono, at: string): AsyncGenerator<SiteFile> {
  const list = (await json(app, `${at}/games`)) as GameList;
  yield file(`${at}/games`, list);
  for (const { id } of list.games) yield file(`${at}/games/${id}`, await json(app, `${at}/games/${id}`));
  const policies = (await json(app, `${at}/policies`)) as PolicyList;
  yield file(`${at}/policies`, policies);
  // A game of one's own has no board in the page.
  if (policies.game.file !== undefined) return;
  for (const { step } of policies.policies) {
    const path = `${at}/policies/${step}.onnx`;
    yield {
      path: decodeURIComponent(path.slice(1)),
      contents: new Uint8Array(await (await asked(app, path)).arrayBuffer()),
    };
  }
}

async function* episodeFiles(app: Hono, at: string, most: number): AsyncGenerator<SiteFile> {
  const pages: EpisodePage[] = [];
  let told = 0;
  do {
    const query = `?offset=${told}&count=${Math.min(PAGE, most - told)}`;
    const page = (await json(app, `${at}/episodes${query}`)) as EpisodePage;
    pages.push(page);
    told += page.episodes.length;
    if (page.episodes.length === 0) break;
  } while (told < most);
  const episodes = pages.flatMap((page) => page.episodes);
  yield file(`${at}/episodes`, { ...pages[0], episodes });
  for (const { number } of episodes)
    yield file(`${at}/episodes/${number}`, await json(app, `${at}/episodes/${number}`));
}

async function allMetrics(app: Hono, path: string): Promise<MetricsPage> {
  const lines: MetricsLine[] = [];
  for (let next = 0; ; ) {
    const page = (await json(app, `${path}?after=${next}`)) as MetricsPage;
    if (page.next === next) return { lines, next };
    if (page.restarted) lines.length = 0;
    for (const line of page.lines) lines.push(line);
    next = page.next;
  }
}

function file(path: string, value: unknown): SiteFile {
  const name = path.endsWith(".json") ? path : `${path}.json`;
  return {
    path: decodeURIComponent(name.slice(1)),
    contents: new TextEncoder().encode(JSON.stringify(value)),
  };
}

async function json(app: Hono, path: string): Promise<unknown> {
  return (await asked(app, path)).json();
}

async function asked(app: Hono, path: string): Promise<Response> {
  const response = await app.request(path, { headers: { host: "localhost" } });
  if (response.ok) return response;
  const { code, message } = (await response.json()) as ApiError;
  throw new RunError(code, message);
}
