import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";

type LazyProps<Props> = { readonly load: () => Promise<FunctionComponent<Props>> } & Props;

/** A view whose code is fetched when it is first shown. `load` has to be the same function every time. */
export function LazyView<Props extends object>({ load, ...props }: LazyProps<Props>) {
  const [loaded, setLoaded] = useState<{ readonly View: FunctionComponent<Props> }>();
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    load().then((View) => setLoaded({ View }), setFailure);
  }, [load]);
  if (failure !== undefined)
    return <p role="alert">This part of the page cannot be loaded: {failure.message}</p>;
  if (loaded === undefined) return <p role="status">Loading…</p>;
  return <loaded.View {...(props as unknown as Props)} />;
}
