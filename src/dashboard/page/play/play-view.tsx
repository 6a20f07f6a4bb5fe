/** Not written yet. */
export function PlayView({ run }: { readonly run: string }) {
  return <h1>Play {run}</h1>;
}
