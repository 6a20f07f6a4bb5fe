import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import type { EpisodeDetail } from "../../api.js";
import { useData } from "../data/use-data.js";
import { runPath } from "../data.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { runLink } from "../parts/run-link.js";
import { Conversation } from "./conversation.js";
import { GroupMembers } from "./group-members.js";
import { LeastLikely } from "./least-likely.js";
import type { TokenMeasure } from "./token-shade.js";
import { TokenSwitch } from "./token-switch.js";
import { Verdict } from "./verdict.js";

interface EpisodeViewProps {
  readonly run: string;
  readonly number: number;
}

/** An episode: the conversation, what the checker says, and the other answers to the same question. */
export function EpisodeView({ run, number }: EpisodeViewProps) {
  const { value, error, reload } = useData<EpisodeDetail>(runPath(run, "episodes", number));
  const [measure, setMeasure] = useState<TokenMeasure>("probability");
  if (error) return <Failure error={error} onRetry={reload} />;
  if (!value) return <Loading what="the episode" />;
  return (
    <>
      <div class="episode-head">
        <h2>
          Episode {number}
          {value.episode.exampleId !== null && <span class="muted"> · {value.episode.exampleId}</span>}
        </h2>
        <nav class="pager" aria-label="Episodes">
          <Link href={runLink(run, "episodes")}>All episodes</Link>
          {number > 0 && <Link href={runLink(run, `episodes/${number - 1}`)}>← Before</Link>}
          <Link href={runLink(run, `episodes/${number + 1}`)}>Next →</Link>
        </nav>
      </div>
      <div class="episode-columns">
        <div class="stack">
          <TokenSwitch {...{ measure }} advantage={value.advantage} onMeasure={setMeasure} />
          <Conversation detail={value} measure={measure} />
          <LeastLikely detail={value} />
        </div>
        <Verdict detail={value} />
      </div>
      <GroupMembers run={run} detail={value} />
    </>
  );
}
