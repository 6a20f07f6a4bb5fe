import { totalReward } from "../../../rollout/text/text-episode-record.js";
import type { EpisodeDetail } from "../../api.js";
import { shownNumber } from "../parts/numbers.js";
import { SolvedMark } from "./solved-mark.js";

/** What the checker says about an episode, and how it ended. */
export function Verdict({ detail: { episode, advantage } }: { readonly detail: EpisodeDetail }) {
  const { rewards, metrics, timings, counts, errors } = episode;
  const facts: [string, string | number | null][] = [
    ["Ended by", episode.truncated ? `${episode.end}, cut off` : episode.end],
    ["Advantage", advantage === null ? null : shownNumber(advantage)],
    ["Difficulty", episode.difficulty],
    ["Step of practice", episode.policyVersion],
    ["Answers", counts.answers],
    ["Sampled tokens", counts.sampledTokens],
    ["Tool calls", counts.toolCalls === 0 ? null : `${counts.toolCalls}, ${counts.toolErrors} failed`],
    ...Object.entries(metrics).map(([name, value]): [string, string] => [name, shownNumber(value)]),
    ...Object.entries(timings).map(([name, value]): [string, string] => [
      `Seconds, ${name}`,
      shownNumber(value),
    ]),
    ["Seed", episode.seed],
  ];
  return (
    <aside class="verdict card" aria-label="Verdict">
      <p class="verdict-mark">
        <SolvedMark solved={episode.solved} />
      </p>
      <dl class="facts">
        {rewards.map((parts, player) => (
          // players stay where they are
          <div key={player} class="fact-group">
            <dt>{rewards.length > 1 ? `Reward of player ${player + 1}` : "Reward"}</dt>
            <dd>
              <b>{shownNumber(totalReward(episode, player))}</b>
              {Object.entries(parts).map(([name, value]) => (
                <span key={name} class="muted reward-part">
                  {name} {shownNumber(value)}
                </span>
              ))}
            </dd>
          </div>
        ))}
        {facts
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {errors.map(({ boundary, code, message, turn }) => (
        <div key={`${code} ${turn}`} class="note note-bad">
          <p>
            Error in the {boundary}, after answer {turn}: {message}
          </p>
          <p class="small">
            <code>{code}</code>
          </p>
        </div>
      ))}
    </aside>
  );
}
