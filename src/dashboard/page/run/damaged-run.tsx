import type { RunDetail } from "../../api.js";
import { Nothing } from "../parts/nothing.js";

/** Stands where a run cannot be read. */
export function DamagedRun({ detail }: { readonly detail: RunDetail }) {
  return (
    <Nothing title="This run cannot be read">
      <p role="alert">{detail.error}</p>
      <p class="muted">The other runs are not touched by this. What can still be said about it:</p>
      <pre>npx selfplay doctor {detail.run}</pre>
      <a href="#/">All runs</a>
    </Nothing>
  );
}
