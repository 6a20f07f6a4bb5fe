interface PagerProps {
  /** Of the first that is shown. */
  readonly offset: number;
  /** On a page. */
  readonly count: number;
  readonly all: number;
  onOffset(offset: number): void;
}

/** Goes through a long list page by page. */
export function Pager({ offset, count, all, onOffset }: PagerProps) {
  if (all <= count) return null;
  const last = Math.min(all, offset + count);
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - count))}>
        Previous
      </button>
      <span>
        {(offset + 1).toLocaleString("en-US")} to {last.toLocaleString("en-US")} of{" "}
        {all.toLocaleString("en-US")}
      </span>
      <button type="button" disabled={last >= all} onClick={() => onOffset(offset + count)}>
        Next
      </button>
    </nav>
  );
}
