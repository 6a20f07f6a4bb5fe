/** The middle one of some numbers. */
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Milliseconds of each of so many calls, one after the other. */
export async function times(call, calls) {
  const found = [];
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    await call();
    found.push(performance.now() - start);
  }
  return found;
}

/**
 * Lets contestants take turns, a few calls each, until the time is up, so that a busy moment of the machine hits all of
 * them alike.
 * @param {Record<string, (calls: number) => Promise<number[]>>} contestants each measures so many calls
 * @param {number} seconds
 * @returns {Promise<Record<string, number>>} median milliseconds of a call of each
 */
export async function duel(contestants, seconds) {
  const names = Object.keys(contestants);
  const found = Object.fromEntries(names.map((name) => [name, []]));
  const calls = Object.fromEntries(names.map((name) => [name, 1]));
  for (const name of names) {
    const [first] = (await contestants[name](2)).slice(-1);
    // A turn lasts a few hundred milliseconds: long enough for caches, short enough for many turns.
    calls[name] = Math.max(first > 2000 ? 1 : 2, Math.min(50, Math.round(300 / first)));
  }
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || found[names[0]].length < 3 * calls[names[0]]) {
    for (const name of names) found[name].push(...(await contestants[name](calls[name])));
  }
  return Object.fromEntries(names.map((name) => [name, median(found[name])]));
}
