/**
 * Bytes on the JavaScript heap that one call leaves behind, once the compiler has seen enough of it. The least of
 * many measurements, because a garbage collection or a compilation in between falsifies one.
 */
export function allocatedBytes(call: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  const start = performance.now();
  for (let round = 0; round < 400 && performance.now() - start < 1000 && !(least <= 0); round++) {
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 10; i++) call();
    const bytes = (process.memoryUsage().heapUsed - before) / 10;
    if (bytes >= 0) least = Math.min(least, bytes);
  }
  return least;
}
