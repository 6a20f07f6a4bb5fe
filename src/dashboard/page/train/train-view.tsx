/** Not written yet. */
export function TrainView() {
  return <h1>Train in the browser</h1>;
}
