import type { EpisodeDetail } from "../../api.js";
import { answersOf } from "./answers.js";

const SHOWN = 5;

/** The tokens that the policy found least likely and sampled all the same: what the colours say, as text. */
export function LeastLikely({ detail }: { readonly detail: EpisodeDetail }) {
  const tokens = detail.episode.sequences
    .flatMap((_, player) => answersOf(detail, player).flat())
    .map((token, place) => ({ ...token, place }))
    .filter(({ logprob }) => Number.isFinite(logprob))
    .sort((a, b) => a.logprob - b.logprob)
    .slice(0, SHOWN);
  if (tokens.length === 0) return null;
  return (
    <p class="small">
      Least likely tokens:{" "}
      {tokens.map(({ text, logprob, place }, i) => (
        <span key={place}>
          {i > 0 && ", "}
          <code class="token-name">{JSON.stringify(text)}</code> {(100 * Math.exp(logprob)).toPrecision(3)} %
        </span>
      ))}
    </p>
  );
}
