import { totalReward } from "../../../rollout/text/text-episode-record.js";
import type { EpisodeDetail } from "../../api.js";
import { answersOf } from "./answers.js";
import type { TokenMeasure } from "./token-shade.js";
import { Turn } from "./turn.js";

interface ConversationProps {
  readonly detail: EpisodeDetail;
  readonly measure: TokenMeasure;
}

/** Everything that was said, in order; the policy's answers token by token where their texts are known. */
export function Conversation({ detail, measure }: ConversationProps) {
  const { episode, advantage } = detail;
  const players = episode.sequences.length;
  const answers = Array.from({ length: players }, (_, player) => answersOf(detail, player));
  const said = new Array<number>(players).fill(0);
  return (
    <ol class="conversation" aria-label="Conversation">
      {episode.messages.map((message, i) => {
        const { player } = message;
        const own = answers[player] ?? [];
        const spoken = episode.messages.filter(
          (other) => other.role === "assistant" && other.player === player,
        );
        // Only where each answer has its tokens can they be told apart.
        const tokens =
          message.role === "assistant" && own.length === spoken.length ? own[said[player]++] : undefined;
        const value = measure === "advantage" ? (advantage ?? 0) : totalReward(episode, player);
        const speaker = episode.rewards.length > 1 ? `player ${player + 1}` : undefined;
        // what was said stays where it is
        return <Turn key={i} {...{ message, tokens, measure, value, speaker }} />;
      })}
    </ol>
  );
}
