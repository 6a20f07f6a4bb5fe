import { useMemo, useState } from "preact/hooks";
import type { EpisodePage } from "../../api.js";
import { useData } from "../data/use-data.js";
import { isStatic, runPath } from "../data.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Nothing } from "../parts/nothing.js";
import { shownNumber } from "../parts/numbers.js";
import { EpisodeFilters } from "./episode-filters.js";
import { EpisodeList } from "./episode-list.js";
import { Pager } from "./pager.js";
import { EVERYTHING, PAGE } from "./query.js";
import { staticPage } from "./static-page.js";

/** What a language model was asked and answered while it practised. */
export function EpisodesView({ run }: { readonly run: string }) {
  const [query, setQuery] = useState(EVERYTHING);
  const [offset, setOffset] = useState(0);
  const asked = isStatic ? {} : { ...query, offset, count: PAGE };
  const { value, error, loading, reload } = useData<EpisodePage>(runPath(run, "episodes"), asked);
  const page = useMemo(
    () => (value && isStatic ? staticPage(value, query, offset) : value),
    [value, query, offset],
  );
  return (
    <>
      <EpisodeFilters
        query={query}
        onQuery={(next) => {
          setQuery(next);
          setOffset(0);
        }}
      />
      {error && <Failure error={error} onRetry={reload} />}
      {!page && !error && <Loading what="the episodes" />}
      {page && (
        <>
          <div class="episodes-facts" aria-busy={loading}>
            <p role="status">
              <b>{page.matching.toLocaleString("en-US")}</b> {page.matching === 1 ? "episode" : "episodes"}
              {page.matching > 0 &&
                `, ${(100 * page.solved).toFixed(1)} % solved, mean reward ${shownNumber(page.reward)}`}
              {loading && " · loading…"}
            </p>
            {!isStatic && (
              <button type="button" onClick={reload}>
                Refresh
              </button>
            )}
          </div>
          {page.matching === 0 ? (
            <NoEpisodes filtered={query !== EVERYTHING} onAll={() => setQuery(EVERYTHING)} />
          ) : (
            <EpisodeList run={run} episodes={page.episodes} />
          )}
          <Pager offset={offset} count={PAGE} all={page.matching} onOffset={setOffset} />
        </>
      )}
    </>
  );
}

function NoEpisodes({ filtered, onAll }: { readonly filtered: boolean; onAll(): void }) {
  if (!filtered)
    return (
      <Nothing title="No episodes yet">
        <p>They come when the model begins to practise, after it was shown examples.</p>
      </Nothing>
    );
  return (
    <Nothing title="No episode is like that">
      <button type="button" onClick={onAll}>
        Show all episodes
      </button>
    </Nothing>
  );
}
