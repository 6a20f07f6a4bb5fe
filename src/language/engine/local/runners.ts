import type { Host, Memories, Memory, Program, Runner } from "../../../graph/index.js";

/** A program that takes what it needs from memories of which there may be more. */
export class Bound {
  private readonly inputs: readonly string[];

  constructor(
    private readonly runner: Runner,
    readonly program: Program,
  ) {
    this.inputs = program.inputs.map(({ name }) => name);
  }

  run(feeds: Memories, results: Memories): Promise<void> {
    const needed: Record<string, Memory> = {};
    for (const name of this.inputs) needed[name] = feeds[name];
    return this.runner.run(needed, results);
  }

  close(): Promise<void> {
    return this.runner.close();
  }
}

/** Programs opened when they are first needed and kept, by a key that says how they were made. */
export class Runners {
  private readonly opened = new Map<string, Promise<Bound>>();

  constructor(
    private readonly host: Host,
    readonly threads: number,
  ) {}

  get(key: string, make: () => Program): Promise<Bound> {
    const known = this.opened.get(key);
    if (known !== undefined) return known;
    const program = make();
    const opening = this.host.open(program, this.threads).then((runner) => new Bound(runner, program));
    this.opened.set(key, opening);
    return opening;
  }

  async close(): Promise<void> {
    for (const bound of this.opened.values()) await (await bound).close();
    this.opened.clear();
  }
}
