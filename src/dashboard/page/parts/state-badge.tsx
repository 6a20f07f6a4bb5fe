import type { RunState } from "../../api.js";

/** In which state a run is, in colour and in words. */
export function StateBadge({ state }: { readonly state: RunState }) {
  return <span class={`badge badge-${state}`}>{state}</span>;
}
