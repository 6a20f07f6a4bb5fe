import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "../../errors.js";
import type { StoredGame } from "../../rollout/game-record.js";
import { ifExists } from "../../run/disk.js";
import type { GameEntry } from "../api.js";
import { Problem } from "./problem.js";

/** The stored games of a run, as `games/step-N.jsonl` keeps them. */
export class StoredGames {
  /** By file, with the time it was written. */
  private readonly read = new Map<string, { readonly time: number; readonly games: readonly StoredGame[] }>();

  constructor(private readonly folder: string) {}

  /** Newest first. @throws RunError `RUN_DAMAGED` */
  async list(): Promise<GameEntry[]> {
    const games: StoredGame[] = [];
    for (const step of await this.steps()) games.push(...(await this.ofStep(step)));
    return games.map(({ step, number, actions, returns }) => ({
      id: `${step}-${number}`,
      step,
      plies: actions.length,
      returns,
    }));
  }

  /** @throws Problem 404; RunError `RUN_DAMAGED` */
  async game(id: string): Promise<StoredGame> {
    const [, step, number] = /^(\d+)-(\d+)$/.exec(id) ?? [];
    const games = step === undefined ? [] : await this.ofStep(Number(step));
    const found = games.find((game) => game.number === Number(number));
    if (found) return found;
    throw new Problem(404, "GAME_NOT_FOUND", `no stored game is called ${JSON.stringify(id)}`);
  }

  private async steps(): Promise<number[]> {
    const names = (await ifExists(readdir(this.folder))) ?? [];
    const steps = names.flatMap((name) => /^step-(\d+)\.jsonl$/.exec(name)?.[1] ?? []);
    return steps.map(Number).sort((a, b) => b - a);
  }

  private async ofStep(step: number): Promise<readonly StoredGame[]> {
    const path = join(this.folder, `step-${step}.jsonl`);
    const time = (await ifExists(stat(path)))?.mtimeMs;
    if (time === undefined) return [];
    const known = this.read.get(path);
    if (known?.time === time) return known.games;
    const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
    const games = lines.map((line, i) => {
      try {
        return JSON.parse(line) as StoredGame;
      } catch (cause) {
        throw new RunError("RUN_DAMAGED", `${path}: line ${i + 1} is not valid JSON`, { cause });
      }
    });
    this.read.set(path, { time, games });
    return games;
  }
}
