/** What the checker says, as a sign and in words. */
export function SolvedMark({ solved }: { readonly solved: boolean }) {
  return <span class={solved ? "solved" : "unsolved"}>{solved ? "✓ solved" : "✗ not solved"}</span>;
}
