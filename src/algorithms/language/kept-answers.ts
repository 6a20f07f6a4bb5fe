import { createHash } from "node:crypto";
import type { TextEpisodeRecord } from "../../rollout/text/text-episode-record.js";
import { isJudged } from "./groups.js";

/** Chooses the answers that expert iteration learns from: right ones, none of them twice. */
export class KeptAnswers {
  /** Names of the answers that earlier rounds kept. */
  private readonly earlier = new Set<string>();

  /**
   * @param perExample most answers kept of an example in a round
   * @param remembers whether an answer that an earlier round kept is left out; for examples that come again
   */
  constructor(
    private readonly perExample: number,
    private readonly remembers: boolean,
  ) {}

  /** The episodes of a round whose answers are kept, in the order in which they came. */
  choose(episodes: readonly TextEpisodeRecord[]): TextEpisodeRecord[] {
    const chosen = new Map<string, Set<string>>();
    return episodes.filter((episode) => {
      if (!episode.solved || !isJudged(episode)) return false;
      const example = `${episode.split}/${episode.exampleId}`;
      const answers = chosen.get(example) ?? new Set();
      chosen.set(example, answers);
      const answer = nameOf(example, episode);
      if (answers.has(answer) || this.earlier.has(answer) || answers.size >= this.perExample) return false;
      answers.add(answer);
      if (this.remembers) this.earlier.add(answer);
      return true;
    });
  }

  save(): readonly string[] {
    return [...this.earlier];
  }

  load(names: readonly string[]): void {
    this.earlier.clear();
    for (const name of names) this.earlier.add(name);
  }
}

/** Short, for checkpoints hold the names of all that was kept; 96 bits do not meet by chance. */
function nameOf(example: string, { messages }: TextEpisodeRecord): string {
  const said = messages.map(({ role, content, toolCalls = [] }) => [
    role,
    content,
    toolCalls.map(({ name, input }) => [name, input]),
  ]);
  return createHash("sha256")
    .update(JSON.stringify([example, said]))
    .digest("base64url")
    .slice(0, 16);
}
