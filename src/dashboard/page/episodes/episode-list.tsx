import { Link } from "wouter-preact";
import type { EpisodeEntry } from "../../api.js";
import { shownNumber } from "../parts/numbers.js";
import { runLink } from "../parts/run-link.js";
import { SolvedMark } from "./solved-mark.js";

interface EpisodeListProps {
  readonly run: string;
  readonly episodes: readonly EpisodeEntry[];
}

/** Episodes, each with how it went and its last words. */
export function EpisodeList({ run, episodes }: EpisodeListProps) {
  return (
    <ol class="episode-list card">
      {episodes.map((episode) => (
        <li key={episode.number}>
          <Link href={runLink(run, `episodes/${episode.number}`)} class="episode-row">
            <span class="episode-facts">
              <SolvedMark solved={episode.solved} />
              <span>
                reward <b>{shownNumber(episode.reward)}</b>
              </span>
              {episode.step !== null && <span class="muted">step {episode.step}</span>}
              {episode.difficulty !== null && <span class="muted">difficulty {episode.difficulty}</span>}
              <span class="muted">{episode.sampledTokens} tokens</span>
              {episode.end !== "done" && <span class="muted">ended by {episode.end}</span>}
              {episode.errors > 0 && <span class="badge badge-damaged">{episode.errors} errors</span>}
            </span>
            <span class="episode-answer">{episode.answer || "(nothing said)"}</span>
            {episode.reasons && <span class="small muted">Strange: {episode.reasons.join("; ")}</span>}
          </Link>
        </li>
      ))}
    </ol>
  );
}
