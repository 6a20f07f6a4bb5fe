/**
 * Counts what a training costs: seconds of processor cores, those of all threads of the process together, earlier sittings included.
 * A GPU's time is not in it.
 */
export class ProcessorTime {
  private readonly begun = process.cpuUsage();

  /** @param earlier seconds of earlier sittings; undefined where they were not counted, and then nothing is */
  constructor(private readonly earlier: number | undefined) {}

  /** So far, in seconds. */
  get seconds(): number | undefined {
    const { user, system } = process.cpuUsage(this.begun);
    return this.earlier === undefined ? undefined : this.earlier + (user + system) / 1e6;
  }
}
