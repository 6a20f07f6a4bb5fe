import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import { Curriculum, type CurriculumState } from "./curriculum.js";
import { type Group, groupEpisodes } from "./groups.js";
import { playPractice } from "./play-practice.js";
import type { PolicyGradientOptions } from "./policy-gradient-options.js";
import type { StageContext } from "./stage.js";

/** Rounds of sampling that a step with dynamic sampling may take. */
const MOST_ROUNDS = 8;

/** What later steps need to know of earlier ones. */
export interface GroupSamplerState {
  readonly curriculum: CurriculumState;
  readonly sampledGroups: number;
}

/** Chooses examples, and samples a group of answers to each. */
export class GroupSampler {
  private readonly curriculum: Curriculum;
  /** Groups sampled so far. */
  private sampledGroups = 0;

  constructor(
    private readonly options: PolicyGradientOptions,
    private readonly context: StageContext,
  ) {
    this.curriculum = new Curriculum(options.environment, context.seed, options.curriculum);
  }

  save(): GroupSamplerState {
    return { curriculum: this.curriculum.save(), sampledGroups: this.sampledGroups };
  }

  load({ curriculum, sampledGroups }: GroupSamplerState): void {
    this.curriculum.load(curriculum);
    this.sampledGroups = sampledGroups;
  }

  /** Groups of a step; with dynamic sampling until enough of them have a signal. */
  async sample(index: number): Promise<{ episodes: TextEpisodeRecord[]; groups: Group[] }> {
    const { groups: wanted, advantage, dynamicSampling } = this.options;
    const episodes: TextEpisodeRecord[] = [];
    const groups: Group[] = [];
    const signals = () => groups.filter((group) => group.signal).length;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const jobs = this.jobs(dynamicSampling ? wanted - signals() : wanted, `${index}/${round}`);
      const played = await playPractice(this.options, this.context, index, jobs);
      episodes.push(...played);
      groups.push(...groupEpisodes(played, advantage));
      if (!dynamicSampling || signals() >= wanted) break;
    }
    this.noteSolved(groups);
    return { episodes, groups };
  }

  /** Running share of solved episodes of each difficulty. */
  solvedByDifficulty(): Record<string, number> {
    return Object.fromEntries(
      [...this.curriculum.shares].map(([difficulty, share]) => [`solved.difficulty${difficulty}`, share]),
    );
  }

  private jobs(groups: number, name: string) {
    const { groupSize } = this.options;
    const before = this.sampledGroups;
    this.sampledGroups += groups;
    return this.curriculum.take(groups).flatMap((index, i) =>
      Array.from({ length: groupSize }, (_, sample) => ({
        split: "train" as const,
        index,
        // Episodes of the same example in other groups, of this step or a later one, draw other tokens.
        sample: (before + i) * groupSize + sample,
        group: `${name}/${i}`,
      })),
    );
  }

  private noteSolved(groups: readonly Group[]): void {
    for (const { episodes } of groups) {
      const [first] = episodes;
      if (first?.difficulty === undefined || first.difficulty === null) continue;
      const solved = episodes.filter((episode) => episode.solved).length;
      this.curriculum.note(first.difficulty, solved / episodes.length);
    }
  }
}
