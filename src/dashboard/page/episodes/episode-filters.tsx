import { useEffect, useState } from "preact/hooks";
import { isStatic } from "../data.js";
import { type EpisodeQuery, EVERYTHING } from "./query.js";

const TYPING_MILLISECONDS = 350;

interface EpisodeFiltersProps {
  readonly query: EpisodeQuery;
  onQuery(query: EpisodeQuery): void;
}

/** Chooses which episodes are listed, and in which order. */
export function EpisodeFilters({ query, onQuery }: EpisodeFiltersProps) {
  const [typed, setTyped] = useState(query);
  // only another choice from outside replaces what is typed
  useEffect(() => setTyped(query), [query]);
  // it waits for the end of typing, whoever listens then
  useEffect(() => {
    if (JSON.stringify(typed) === JSON.stringify(query)) return;
    const timer = window.setTimeout(() => onQuery(typed), TYPING_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const field = (name: keyof EpisodeQuery) => ({
    value: typed[name],
    onInput: (event: Event) => {
      const { value } = event.currentTarget as HTMLInputElement | HTMLSelectElement;
      setTyped({ ...typed, [name]: value });
    },
  });
  return (
    <search class="filters" aria-label="Filter episodes">
      <label>
        Order
        <select {...field("order")}>
          <option value="last">Last</option>
          <option value="best">Best</option>
          <option value="worst">Worst</option>
          {!isStatic && <option value="strangest">Strangest</option>}
        </select>
      </label>
      <label>
        Solved
        <select {...field("solved")}>
          <option value="">Any</option>
          <option value="true">Solved</option>
          <option value="false">Not solved</option>
        </select>
      </label>
      <label>
        Reward above
        <input type="number" step="any" {...field("rewardAbove")} />
      </label>
      <label>
        Reward below
        <input type="number" step="any" {...field("rewardBelow")} />
      </label>
      <label>
        Longer than, tokens
        <input type="number" min="0" {...field("longerThan")} />
      </label>
      <label>
        Error in
        <select {...field("error")}>
          <option value="">Any or none</option>
          {["environment", "policy", "judge", "engine", "storage"].map((boundary) => (
            <option key={boundary} value={boundary}>
              {boundary}
            </option>
          ))}
        </select>
      </label>
      <label class="filter-text">
        Text
        <input type="search" {...field("text")} />
      </label>
      <button
        type="button"
        disabled={JSON.stringify(typed) === JSON.stringify(EVERYTHING)}
        onClick={() => onQuery(EVERYTHING)}
      >
        Clear
      </button>
    </search>
  );
}
