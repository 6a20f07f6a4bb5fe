import {
  about,
  byName,
  count,
  flag,
  type JsonSchema,
  list,
  number,
  numberOrNull,
  object,
  oneOf,
  orNull,
  ref,
  text,
} from "./json-schema.js";

const option: JsonSchema = { type: ["number", "string", "boolean"] };
const anything: JsonSchema = {};
const setting = about(
  { type: ["number", "string", "boolean", "object"] },
  "an object: variables of a chat template",
);
const time = about({ type: "string", format: "date-time" }, "ISO 8601");
const interval = about({ ...list(numberOrNull), minItems: 2, maxItems: 2 }, "95 %");

const summary = {
  run: about(text, "name of its directory; names it in paths"),
  state: about(
    oneOf("training", "finished", "stopped", "damaged"),
    "training: a process that lives holds its lock; stopped: it has budget left; damaged: it cannot be read",
  ),
  "error?": about(text, "why a damaged run cannot be read"),
  "kind?": oneOf("game", "language"),
  "scenario?": about(text, "game or task"),
  "algorithm?": text,
  "seed?": number,
  "created?": time,
  "updated?": about(time, "when its metrics were last written"),
  "step?": count,
  "minutes?": about(number, "minutes of training"),
  "headline?": orNull(ref("Measurement")),
  "trend?": about({ ...list(numberOrNull), maxItems: 100 }, "values of the headline's measure, oldest first"),
};

const scenario = object({ name: text, "options?": byName(option), "file?": text, "recipe?": flag });

const message = object(
  { role: oneOf("system", "user", "assistant", "tool"), content: text, player: count },
  true,
);

/** What the answers look like; the types of `src/dashboard/api.ts`, for programs in other languages. */
export const schemas: Readonly<Record<string, JsonSchema>> = {
  ApiError: object({ code: about(text, "stable, upper snake case"), message: about(text, "for people") }),
  Measurement: object({
    step: count,
    minutes: number,
    label: about(text, "what was measured"),
    value: numberOrNull,
    "interval?": interval,
    "when?": oneOf("before", "during", "end"),
    "details?": byName(numberOrNull),
  }),
  RunSummary: object(summary),
  RunDetail: object({
    ...summary,
    "info?": object({
      run: text,
      config: object(
        {
          format: text,
          version: count,
          id: text,
          created: time,
          versions: byName(text),
          seed: number,
          algorithm: text,
          settings: byName(setting),
          "game?": scenario,
          "task?": scenario,
          "model?": byName(anything),
          "workers?": count,
          "device?": text,
        },
        true,
      ),
      progress: about(orNull(byName(anything)), "of the newest checkpoint"),
      headline: orNull(ref("Measurement")),
      evaluations: list(ref("Measurement")),
      checkpoints: about(list(count), "their steps"),
      weightsSha256: orNull(text),
      "accuracy?": numberOrNull,
      "accuracyBeforeReinforcement?": numberOrNull,
    }),
    "findings?": list(
      object({
        name: text,
        severity: oneOf("problem", "warning"),
        message: text,
        evidence: text,
        advice: text,
      }),
    ),
  }),
  MetricsPage: object({
    lines: about(
      list(object({ type: about(text, "round, step, evaluation, match, diverged or end") }, true)),
      "lines of metrics.jsonl",
    ),
    next: about(count, "bytes of the file up to behind the last line: `after` of the next page"),
    "restarted?": about(
      { const: true },
      "the file was cut back: these are its first lines, and all that were read before are to be forgotten",
    ),
  }),
  League: object({
    ratings: about(
      list(object({ player: text, elo: number, interval, games: count })),
      "best first; 400 points are odds of 10 to 1",
    ),
    matrix: about(
      list(list(orNull(object({ wins: count, draws: count, losses: count })))),
      "[player][opponent] in the order of the ratings; null where two have not met",
    ),
  }),
  GameName: object({ name: text, options: byName(option), "file?": text }),
  GameList: object({
    game: ref("GameName"),
    games: about(
      list(object({ id: text, step: count, plies: count, returns: list(number) })),
      "newest first",
    ),
  }),
  StoredGame: object({
    number: about(count, "of the game within the run"),
    step: about(count, "the learner's, at which it was stored"),
    actions: about(list(count), "[plies]"),
    moves: about(list(text), "[plies]"),
    players: about(list(count), "[plies]: who moved"),
    kinds: about(list(oneOf(0, 1, 2)), "[plies]: 0 a random opening move, 1 a short search, 2 a full search"),
    values: about(list(number), "[plies]: the search's value for the mover, −1 … 1"),
    policies: about(
      list(list(number)),
      "[plies][actions]: the search's policy; empty where nothing was searched",
    ),
    returns: about(list(number), "[players]"),
    resigned: flag,
  }),
  EpisodeEntry: object({
    number: about(count, "line of episodes.jsonl, from 0; names it in paths"),
    step: orNull(count),
    group: orNull(text),
    exampleId: orNull(text),
    difficulty: numberOrNull,
    reward: number,
    solved: flag,
    sampledTokens: count,
    end: oneOf("done", "turns", "tokens", "seconds", "error"),
    errors: count,
    answer: about(text, "the last message, cut to 200 characters"),
    "reasons?": about(list(text), "what is strange about it, where the strangest were asked for"),
  }),
  EpisodePage: object({
    matching: about(count, "episodes that match"),
    solved: about(number, "share of them"),
    reward: about(number, "their mean"),
    episodes: list(ref("EpisodeEntry")),
  }),
  EpisodeDetail: object({
    number: count,
    episode: object(
      {
        environment: text,
        messages: list(message),
        sequences: list(object({ ids: list(count), mask: list(oneOf(0, 1)), logprobs: list(number) })),
        rewards: list(byName(number)),
        solved: flag,
      },
      true,
    ),
    pieces: about(
      list(list(text)),
      "[players][tokens]: text of each token; empty where the tokeniser cannot be read",
    ),
    advantage: about(numberOrNull, "within its group"),
    groupMembers: about(list(ref("EpisodeEntry")), "the others of its group"),
  }),
  PolicyList: object({
    game: ref("GameName"),
    policies: about(list(object({ step: count, elo: numberOrNull })), "newest first"),
    searchSettings: byName(option),
  }),
};
