import { Link } from "wouter-preact";
import { totalReward } from "../../../rollout/text/text-episode-record.js";
import type { EpisodeDetail } from "../../api.js";
import { focusable } from "../parts/focusable.js";
import { shownNumber } from "../parts/numbers.js";
import { runLink } from "../parts/run-link.js";
import { SolvedMark } from "./solved-mark.js";

interface GroupMembersProps {
  readonly run: string;
  readonly detail: EpisodeDetail;
}

/** The answers to the same question that this one was compared with, side by side, the best first. */
export function GroupMembers({ run, detail: { number, episode, groupMembers } }: GroupMembersProps) {
  if (groupMembers.length === 0) return null;
  const own = {
    number,
    reward: totalReward(episode),
    solved: episode.solved,
    answer: episode.messages.at(-1)?.content ?? "",
  };
  const members = [own, ...groupMembers].sort((a, b) => b.reward - a.reward || a.number - b.number);
  return (
    <section aria-labelledby="group-title" class="stack">
      <h2 id="group-title">All {members.length} answers of the group</h2>
      <ol class="group-members" ref={focusable}>
        {members.map((member) => (
          <li key={member.number} class={`card group-member ${member.number === number ? "group-own" : ""}`}>
            <p class="episode-facts">
              <SolvedMark solved={member.solved} />
              <span>
                reward <b>{shownNumber(member.reward)}</b>
              </span>
            </p>
            <p class="turn-content">{member.answer || "(nothing said)"}</p>
            {member.number === number ? (
              <span class="muted small">this episode</span>
            ) : (
              <Link href={runLink(run, `episodes/${member.number}`)}>Episode {member.number}</Link>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
