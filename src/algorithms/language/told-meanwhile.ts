/**
 * Does something that takes long, and yields what it tells meanwhile, in its order.
 *
 * @param action is handed what it tells with
 * @returns what the action comes to
 * @throws what the action throws, after what it told before
 */
export async function* toldMeanwhile<E, T>(
  action: (tell: (event: E) => void) => Promise<T>,
): AsyncGenerator<E, T> {
  const told: E[] = [];
  let wake = () => {};
  let ended = false;
  const acting = action((event) => {
    told.push(event);
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  // It may fail while nobody waits for it: what it told is taken first.
  acting.catch(() => undefined);
  try {
    for (;;) {
      for (let event = told.shift(); event !== undefined; event = told.shift()) yield event;
      if (ended) return await acting;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    // Whoever stops listening shall not close what the action still works with.
    await acting.catch(() => undefined);
  }
}
