import { EPISODE_PARAMETERS } from "./episode-query.js";
import { about, type JsonSchema, list, ref, text } from "./json-schema.js";
import { schemas } from "./schemas.js";

const inPath: Readonly<Record<string, string>> = {
  run: "name of the run's directory",
  game: "`STEP-NUMBER`, as the list of games names it",
  number: "line of episodes.jsonl, from 0",
  step: "of a checkpoint or of a past self",
};

const after = { after: "bytes of metrics.jsonl that are known already" };

/** Every path, what it answers with, and the parameters of its query. */
const paths = {
  "/api/runs": get("the runs, newest first", list(ref("RunSummary"))),
  "/api/runs/{run}": get("everything about a run but its curves", ref("RunDetail"), {
    findings: "`later`: leave out what the doctor finds, which takes long in a long run",
  }),
  "/api/runs/{run}/metrics": get("lines of its metrics", ref("MetricsPage"), after),
  "/api/runs/{run}/columns": answer(
    "all numbers of its metrics by columns: a uint32, the length of a JSON text; that text, which names sources, columns and their " +
      "lengths, and as `place` the `after` of what comes later; then the columns as float64, all little-endian",
    "application/octet-stream",
    { type: "string", format: "binary" },
  ),
  "/api/runs/{run}/league": get("ratings of its players, and their games", ref("League")),
  "/api/runs/{run}/games": get("its stored games", ref("GameList")),
  "/api/runs/{run}/games/{game}": get("a stored game", ref("StoredGame")),
  "/api/runs/{run}/episodes": get(
    "episodes that a language model practised with",
    ref("EpisodePage"),
    EPISODE_PARAMETERS,
  ),
  "/api/runs/{run}/episodes/{number}": get("a whole episode, with its tokens as text", ref("EpisodeDetail")),
  "/api/runs/{run}/policies": get("its networks that can be played", ref("PolicyList")),
  "/api/runs/{run}/policies/{step}.onnx": answer("a network as an ONNX file", "application/octet-stream", {
    type: "string",
    format: "binary",
  }),
  "/api/events": answer(
    "server-sent events: `runs` with RunSummary[], at first and when a run appears or changes",
    "text/event-stream",
    text,
  ),
  "/api/runs/{run}/events": answer(
    "server-sent events: `metrics` with MetricsPage, whose id lets a browser go on where it was (Last-Event-ID), and `run` with " +
      "RunDetail",
    "text/event-stream",
    text,
    after,
  ),
  "/api/openapi.json": answer("this description", "application/json", { type: "object" }),
};

/** The dashboard's API as OpenAPI 3.1. */
export const openApi = {
  openapi: "3.1.0",
  info: {
    title: "selfplay dashboard",
    version: "1",
    description:
      "What runs of selfplay are and how they go, read from their directories. A published site holds the same answers as files: the " +
      "path with `.json` behind it.",
    license: { name: "MIT", identifier: "MIT" },
  },
  paths: Object.fromEntries(
    Object.entries(paths).map(([path, operation]) => [
      path,
      { get: { ...operation, parameters: [...pathParameters(path), ...operation.parameters] } },
    ]),
  ),
  components: { schemas },
};

function get(summary: string, schema: JsonSchema, query: Readonly<Record<string, string>> = {}) {
  return answer(summary, "application/json", schema, query);
}

function answer(
  summary: string,
  type: string,
  schema: JsonSchema,
  query: Readonly<Record<string, string>> = {},
) {
  return {
    summary,
    parameters: Object.entries(query).map(([name, description]) => ({
      name,
      in: "query",
      description,
      schema: text,
    })),
    responses: {
      200: { description: summary, content: { [type]: { schema } } },
      default: {
        description: "an error, with a status of 400 and above",
        content: { "application/json": { schema: about(ref("ApiError"), "what went wrong") } },
      },
    },
  };
}

function pathParameters(path: string) {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    description: inPath[name],
    schema: text,
  }));
}
