import { OptionError } from "../errors.js";
import { openRun } from "../run/index.js";
import { folderKind } from "../trained/model-folder.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import { evaluateGame, type GameEvaluation, type GameEvaluationOptions } from "./evaluate-game.js";
import { evaluateText } from "./evaluate-text.js";
import type { TextEvaluation, TextEvaluationOptions } from "./text-evaluation.js";

/** What to measure: some of these options are for games, some for language models. */
export type EvaluateOptions = GameEvaluationOptions & TextEvaluationOptions;

/** What {@link evaluate} found; `kind` tells which of both it is. */
export type EvaluationReport = GameEvaluation | TextEvaluation;

/** What only games can be measured with, so that it tells what is found. */
export type AsGame = GameEvaluationOptions & ({ readonly positions: string } | { readonly against: string });
/** The same for language models. */
export type AsLanguage = TextEvaluationOptions &
  (
    | { readonly environment: NonNullable<TextEvaluationOptions["environment"]> }
    | { readonly examples: number }
    | { readonly samples: number }
  );

const FOR_GAMES: Names<GameEvaluationOptions> = {
  positions: true,
  against: true,
  games: true,
  openingPlies: true,
  simulations: true,
  symmetries: true,
  seed: true,
};
const FOR_LANGUAGE: Names<TextEvaluationOptions> = {
  environment: true,
  environmentOptions: true,
  examples: true,
  samples: true,
  temperature: true,
  maxTokens: true,
  maxTurns: true,
  maxEpisodeTokens: true,
  maxToolCalls: true,
  episodeSeconds: true,
  environmentSeconds: true,
  toolSeconds: true,
  templateOptions: true,
  stage: true,
  seed: true,
  threads: true,
  signal: true,
  onJudged: true,
};

/**
 * Measures the newest weights of a run: of a game in a match or on solved positions, of a language model on held-out
 * examples. The checkpoint of a language model can be measured as well.
 *
 * @throws OptionError, also for an option of the other kind or of neither; RunError, CheckpointError, EnvironmentError; GameError (a
 *   positions file with a bad line)
 * @example
 * const { sets } = await evaluate("runs/a", { positions: "positions.txt", simulations: 64 });
 * console.log(sets[0].optimal, sets[0].policyOptimal);
 * @example
 * const { accuracy, ci95, passAt } = await evaluate("runs/b", { examples: 500, samples: 8 });
 * @example
 * const report = await evaluate("runs/c");
 * console.log(report.kind === "game" ? report.match?.score : report.accuracy);
 */
export function evaluate(directory: string, options: AsGame): Promise<GameEvaluation>;
export function evaluate(directory: string, options: AsLanguage): Promise<TextEvaluation>;
export function evaluate(directory: string, options?: EvaluateOptions): Promise<EvaluationReport>;
export async function evaluate(directory: string, options: EvaluateOptions = {}): Promise<EvaluationReport> {
  if (typeof options !== "object" || options === null)
    throw new OptionError("options of evaluate", "an object such as { samples: 8 }", options);
  refuseUnknown("evaluate", { ...FOR_GAMES, ...FOR_LANGUAGE }, options);
  const isGame =
    (await folderKind(directory)) !== "checkpoint" && (await openRun(directory)).config.game !== undefined;
  const own = isGame ? FOR_GAMES : FOR_LANGUAGE;
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !Object.hasOwn(own, name))
      throw new OptionError(name, `nothing for a ${isGame ? "game" : "language model"}`, value);
  return isGame ? evaluateGame(directory, options) : evaluateText(directory, options);
}
