import { connection, isStatic } from "../data.js";

const RETRY_MILLISECONDS = 1500;

/** Takes an event's content, and its id where it has one. */
type Handlers = Readonly<Record<string, (data: unknown, id: string) => void>>;

/**
 * Listens to server-sent events until the function that is returned is called. A lost connection is opened again at the
 * address of that moment, so that an address with the last byte seen resumes there. While the page is hidden nothing
 * is open: a browser allows six connections to a server over all of its tabs.
 */
export function listen(address: () => string, handlers: Handlers): () => void {
  if (isStatic) return () => {};
  let source: EventSource | undefined;
  let retry: number | undefined;

  const close = () => {
    window.clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const open = () => {
    close();
    const opened = new EventSource(address());
    source = opened;
    opened.onopen = () => {
      connection.value = "live";
    };
    opened.onerror = () => {
      connection.value = "lost";
      close();
      retry = window.setTimeout(open, RETRY_MILLISECONDS);
    };
    for (const [name, handle] of Object.entries(handlers))
      opened.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) =>
        handle(JSON.parse(data), lastEventId),
      );
  };
  const follow = () => (document.hidden ? close() : open());

  document.addEventListener("visibilitychange", follow);
  follow();
  return () => {
    document.removeEventListener("visibilitychange", follow);
    close();
    connection.value = "idle";
  };
}
