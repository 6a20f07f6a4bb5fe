import { textFilter } from "../../rollout/text/filter-episodes.js";
import type { EpisodeIndex, IndexedEpisode } from "./episode-index.js";
import { episodeOf } from "./episode-index.js";
import { linesAfter, linesOf, type Place, START } from "./growing-file.js";

const PIECE = 1 << 20;
/** Patterns whose matches are kept. */
const KEPT = 8;

interface Search {
  readonly matches: Set<number>;
  place: Place;
  /** Lines read. */
  lines: number;
}

/** Finds the episodes in which something is said; of a pattern that was asked for before only new episodes are read. */
export class TextSearch {
  private readonly searches = new Map<string, Search>();

  constructor(
    private readonly path: string,
    private readonly index: EpisodeIndex,
  ) {}

  /** Whether an indexed episode has a message that matches. */
  async filter(text: RegExp): Promise<(episode: IndexedEpisode) => boolean> {
    const key = text.source;
    const search = this.searches.get(key) ?? { matches: new Set(), place: START, lines: 0 };
    this.searches.delete(key);
    this.searches.set(key, search);
    for (const [oldest] of this.searches) if (this.searches.size > KEPT) this.searches.delete(oldest);
    await this.advance(search, textFilter(text));
    return ({ number }) => search.matches.has(number);
  }

  private async advance(search: Search, matches: ReturnType<typeof textFilter>): Promise<void> {
    while (search.lines < this.index.episodes.length) {
      const piece = await linesAfter(this.path, search.place, PIECE);
      if (piece.restarted) {
        search.matches.clear();
        search.lines = 0;
      }
      for (const { text } of linesOf(piece)) {
        if (matches(episodeOf(this.path, search.lines, text))) search.matches.add(search.lines);
        search.lines++;
      }
      search.place = piece.next;
      if (piece.bytes.length === 0) return;
      await new Promise(setImmediate);
    }
  }
}
