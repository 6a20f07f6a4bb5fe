import { policyProgram, policySteps } from "../../exports/export-policy.js";
import type { RunDirectory } from "../../run/index.js";
import type { GameName, League, PolicyList } from "../api.js";
import { Problem } from "./problem.js";

/** The settings that a search with a run's network needs. */
const SEARCH_SETTINGS = ["search", "simulations", "considered", "solve", "lookahead", "cacheSize"];
/** Bytes of networks that are kept in memory. */
const KEPT = 64 << 20;

/** Game of a run, as it is told. @throws Problem 404 for a language model */
export function gameName({ config }: Pick<RunDirectory, "config">): GameName {
  const { game } = config;
  if (game === undefined)
    throw new Problem(404, "RUN_OTHER_KIND", "this is a run of a language model, which plays no game");
  const { name, options = {}, file } = game;
  return { name, options, ...(file !== undefined && { file }) };
}

/** The networks of a run that can be played. */
export async function policyList(run: RunDirectory, { ratings }: League): Promise<PolicyList> {
  const game = gameName(run);
  const { settings } = run.config;
  const elo = new Map(ratings.map((rating) => [rating.player, rating.elo]));
  const steps = (await policySteps(run)).reverse();
  return {
    game,
    policies: steps.map((step) => ({ step, elo: elo.get(`step ${step}`) ?? null })),
    searchSettings: Object.fromEntries(
      SEARCH_SETTINGS.flatMap((name) => (name in settings ? [[name, settings[name]]] : [])),
    ),
  };
}

/** Networks as ONNX files, made when they are first asked for. */
export class PolicyFiles {
  /** In the order in which they were last asked for. */
  private readonly made = new Map<number, Promise<Uint8Array>>();

  constructor(private readonly run: RunDirectory) {}

  /** @throws RunError `STEP_MISSING`, `RUN_DAMAGED`; Problem 403 for a game whose rules are in a file */
  async onnx(step: number): Promise<Uint8Array> {
    // To know the shape of the network its file would have to be run, and a page has no board for it.
    if (gameName(this.run).file !== undefined)
      throw new Problem(403, "GAME_OF_FILE", "a game of one's own is not run here; use `selfplay export`");
    const making =
      this.made.get(step) ?? policyProgram(this.run.path, step).then(({ program }) => program.onnx);
    this.made.delete(step);
    this.made.set(step, making);
    making.catch(() => this.made.delete(step));
    await this.forgetOld();
    return making;
  }

  private async forgetOld(): Promise<void> {
    let bytes = 0;
    for (const [step, making] of [...this.made].reverse()) {
      bytes += (await making.catch(() => new Uint8Array())).length;
      if (bytes > KEPT && this.made.size > 1) this.made.delete(step);
    }
  }
}
