import { alphaZeroSettings } from "../../algorithms/alpha-zero/settings.js";
import { referenceOf } from "../../environments/load-game.js";
import type { RunConfig } from "../../run/index.js";
import { isMovedFile } from "../../training/moved-file.js";
import type { TrainOptions } from "../../training/train.js";
import { gameFrom, givenGameOptions } from "../game-argument.js";
import { type AskedGame, gameOfRun, newestRun, openExistingRun } from "../runs.js";
import { flagOf, givenSettings } from "../settings-options.js";
import { UsageError } from "../usage-error.js";
import { given, refuseChange, type TrainFlags } from "./flags.js";

/** What the library is asked for by a command line that names a game. */
export async function gameRequest(game: string, flags: TrainFlags): Promise<TrainOptions> {
  const asked = { game: await gameFrom(game, flags), options: givenGameOptions(flags) };
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
  const moved = isMovedFile(run.config.game, referenceOf(asked.game));
  const environment = moved ? asked.game : await gameOfRun(run, asked);
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
  for (const [name, value] of Object.entries(now)) refuseChange(flagOf(name), begun[name], value);
}
