import { alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import type { RunConfig } from "../../run/index.js";
import type { TrainOptions } from "../../train.js";
import { gameFrom, givenGameOptions } from "../game-argument.js";
import { type AskedGame, gameOfRun, newestRun, openExistingRun } from "../runs.js";
import { flagOf, givenSettings } from "../settings-options.js";
import { UsageError } from "../usage-error.js";

/** Options of `selfplay train` as commander gives them; settings of the algorithm and of games are among them. */
export interface TrainFlags extends Readonly<Record<string, unknown>> {
  readonly minutes?: number;
  readonly steps?: number;
  readonly out?: string;
  readonly seed?: number;
  readonly workers?: number;
  readonly device?: TrainOptions["device"];
  readonly resume?: true;
  readonly fallback?: true;
  readonly overwrite?: true;
}

/** What the library is asked for by a command line. */
export async function trainRequest(game: string, flags: TrainFlags): Promise<TrainOptions> {
  if (flags.minutes !== undefined && flags.steps !== undefined) {
    throw new UsageError("--minutes and --steps: give one of them");
  }
  const asked = { game: await gameFrom(game, flags), options: givenGameOptions(flags) };
  if (flags.resume && flags.overwrite) throw new UsageError("--resume and --overwrite: give one of them");
  if (flags.fallback && !flags.resume) throw new UsageError("--fallback: goes with --resume");
  if (flags.resume) return resumeRequest(asked, flags);
  const settings = givenSettings(alphaZeroSettings, flags);
  const { alphaZero } = await import("../../algorithms/alpha-zero/alpha-zero.js");
  return given({
    environment: asked.game,
    algorithm: Object.keys(settings).length > 0 ? alphaZero(settings) : undefined,
    minutes: flags.minutes,
    steps: flags.steps,
    out: flags.out,
    seed: flags.seed,
    workers: flags.workers,
    device: flags.device,
    overwrite: flags.overwrite,
  });
}

/** Goes on as the run was begun, also in what does not have to be the same, such as the number of workers. */
async function resumeRequest(asked: AskedGame, flags: TrainFlags): Promise<TrainOptions> {
  const out = flags.out ?? (await newestRun(asked));
  if (out === undefined) {
    const missing = `there is no run of ${asked.game.name} under runs/`;
    throw new UsageError(`--resume: ${missing}; give its directory with --out`);
  }
  const run = await openExistingRun(out);
  const environment = await gameOfRun(run, asked);
  refuseChanges(run.config, flags);
  return given({
    environment,
    out,
    resume: true,
    fallback: flags.fallback,
    minutes: flags.minutes,
    steps: flags.steps,
    workers: flags.workers ?? run.config.workers,
    device: flags.device ?? (run.config.device as TrainOptions["device"]),
  });
}

/** A run goes on with the seed and the settings it was begun with; giving them again is no mistake. */
function refuseChanges({ seed, settings }: RunConfig, flags: TrainFlags): void {
  const begun: Readonly<Record<string, unknown>> = { seed, ...settings };
  const now = {
    ...givenSettings(alphaZeroSettings, flags),
    ...(flags.seed !== undefined && { seed: flags.seed }),
  };
  for (const [name, value] of Object.entries(now)) {
    if (value === begun[name]) continue;
    throw new UsageError(`${flagOf(name)}: this run was begun with ${begun[name]}, found ${value}`);
  }
}

/** Leaves out what was not given. */
function given(
  options: { readonly [Name in keyof TrainOptions]: TrainOptions[Name] | undefined },
): TrainOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as TrainOptions;
}
