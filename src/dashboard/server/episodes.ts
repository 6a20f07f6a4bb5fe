import { open } from "node:fs/promises";
import { join } from "node:path";
import { groupAdvantages } from "../../algorithms/language/advantages.js";
import { plannedSteps } from "../../algorithms/language/planned-steps.js";
import { EPISODES_FILE } from "../../algorithms/language/progress.js";
import { stepOfEpisode } from "../../inspection/run-episodes.js";
import { factsFilter } from "../../rollout/text/filter-episodes.js";
import { byMerit, strangest } from "../../rollout/text/select-episodes.js";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import type { RunDirectory } from "../../run/index.js";
import { taskOf } from "../../scenarios/run-settings.js";
import type { EpisodeDetail, EpisodeEntry, EpisodePage } from "../api.js";
import { EpisodeIndex, episodeOf, type IndexedEpisode } from "./episode-index.js";
import type { EpisodeQuery } from "./episode-query.js";
import { readLine } from "./growing-file.js";
import { Kept } from "./kept.js";
import { Problem } from "./problem.js";
import { TextSearch } from "./text-search.js";
import { tokenizerOf, tokenPieces } from "./token-pieces.js";

/** Characters of an answer in the list. */
const SHOWN = 200;

interface Chosen {
  readonly episode: IndexedEpisode;
  readonly reasons?: readonly string[];
}

/** Episodes chosen from all, in order, with what they have in common. */
interface Choice extends Pick<EpisodePage, "matching" | "solved" | "reward"> {
  readonly episodes: readonly Chosen[];
}

/** The episodes of a run of a language model. */
export class RunEpisodes {
  private readonly path: string;
  private readonly index: EpisodeIndex;
  private readonly search: TextSearch;
  private readonly choice = new Kept<Choice>();
  private readonly tokenizer = new Kept<Awaited<ReturnType<typeof tokenizerOf>>>();

  /** @throws RunError `RUN_OTHER_KIND` for a run of a game */
  constructor(private readonly run: RunDirectory) {
    taskOf(run);
    this.path = join(run.path, EPISODES_FILE);
    this.index = new EpisodeIndex(this.path);
    this.search = new TextSearch(this.path, this.index);
  }

  /** @throws RunError `EPISODES_DAMAGED`; OptionError */
  async page(query: EpisodeQuery): Promise<EpisodePage> {
    await this.index.refresh();
    const { offset, count, text, ...which } = query;
    const key = `${this.index.version} ${JSON.stringify(which)} ${text?.source}`;
    const { episodes, ...facts } = await this.choice.get(key, () => this.choose(query));
    const shown = episodes.slice(offset, offset + count);
    const records = await this.records(shown.map(({ episode }) => episode));
    return {
      ...facts,
      episodes: shown.map(({ episode, reasons }, i) => ({
        ...this.entry(episode, records[i]),
        ...(reasons && { reasons }),
      })),
    };
  }

  /** @throws Problem 404 for a number that there is not */
  async detail(number: number): Promise<EpisodeDetail> {
    await this.index.refresh();
    const found = this.index.episodes[number];
    if (!found) throw new Problem(404, "EPISODE_NOT_FOUND", `there is no episode ${number}`);
    const members = found.group === null ? [] : this.index.group(found.group);
    const others = members.filter((member) => member !== found);
    const [[episode], records, tokenizer] = await Promise.all([
      this.records([found]),
      this.records(others),
      this.tokenizer.get("", () => tokenizerOf(this.run)),
    ]);
    const rewards = members.map(({ reward }) => reward);
    return {
      number,
      episode,
      pieces: tokenizer ? tokenPieces(tokenizer, episode) : [],
      advantage: members.length < 2 ? null : groupAdvantages(rewards, "mean")[members.indexOf(found)],
      groupMembers: others.map((other, i) => this.entry(other, records[i])),
    };
  }

  private async choose({ order, filter, step, text }: EpisodeQuery): Promise<Choice> {
    const version =
      step === undefined ? {} : { version: step - plannedSteps(this.run.config.settings).shown - 1 };
    const wanted = factsFilter({ ...filter, ...version });
    const said = text === undefined ? () => true : await this.search.filter(text);
    const matching = this.index.episodes.filter((episode) => wanted(episode) && said(episode));
    const mean = (of: (episode: IndexedEpisode) => number) =>
      matching.reduce((sum, episode) => sum + of(episode), 0) / Math.max(1, matching.length);
    return {
      matching: matching.length,
      solved: mean(({ solved }) => Number(solved)),
      reward: mean(({ reward }) => reward),
      episodes: ordered(matching, order),
    };
  }

  private entry(
    { number, group, difficulty, reward, solved, sampledTokens, errors }: IndexedEpisode,
    record: TextEpisodeRecord,
  ): EpisodeEntry {
    const answer = [...(record.messages.at(-1)?.content.slice(0, 2 * SHOWN) ?? "")].slice(0, SHOWN).join("");
    return {
      number,
      step: stepOfEpisode(this.run.config, record) ?? null,
      group,
      exampleId: record.exampleId,
      difficulty,
      reward,
      solved,
      sampledTokens,
      end: record.end,
      errors: errors.length,
      answer,
    };
  }

  private async records(episodes: readonly IndexedEpisode[]): Promise<TextEpisodeRecord[]> {
    if (episodes.length === 0) return [];
    const handle = await open(this.path, "r");
    try {
      return await Promise.all(
        episodes.map(async (episode) =>
          episodeOf(this.path, episode.number, await readLine(handle, episode.place)),
        ),
      );
    } finally {
      await handle.close();
    }
  }
}

function ordered(episodes: readonly IndexedEpisode[], order: EpisodeQuery["order"]): Chosen[] {
  if (order === "strangest") return strangest(episodes, episodes.length, (episode) => episode);
  const sorted =
    order === "last"
      ? episodes.toReversed()
      : episodes.toSorted((a, b) => (order === "best" ? byMerit(a, b) : byMerit(b, a)));
  return sorted.map((episode) => ({ episode }));
}
