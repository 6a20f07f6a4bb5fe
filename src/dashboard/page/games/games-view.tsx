/** Not written yet. */
export function GamesView({ run }: { readonly run: string; readonly game: string | undefined }) {
  return <h1>Games of {run}</h1>;
}
