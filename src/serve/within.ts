/** Waits for something, but not for longer than so many seconds. */
export async function within(seconds: number, settled: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 1000 * seconds);
  });
  await Promise.race([settled, late]);
  clearTimeout(timer);
}
