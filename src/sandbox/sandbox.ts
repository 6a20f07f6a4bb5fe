import { OptionError } from "../errors.js";
import { checkWorkers } from "../threads/workers.js";
import { type SandboxLimits, sandboxLimits } from "./limits.js";
import { Pool } from "./pool.js";
import { closedError, SandboxThread } from "./sandbox-thread.js";
import type { Program, Verdict } from "./verdict.js";
import { decodeVerdict, encodeProgram } from "./wire.js";

export interface SandboxOptions {
  /** Programs that run at the same time, each in a thread of its own. 1 when left out. */
  readonly workers?: number;
  readonly limits?: Partial<SandboxLimits>;
  /** Of `Math.random` inside. 0 when left out. */
  readonly seed?: number;
}

/**
 * Runs JavaScript that nobody has read. A program runs in a QuickJS engine in WebAssembly, in a thread that is ended
 * when it does not stop by itself; it has the language's own objects and nothing else: no files, no network, no clock
 * (it is always 1 January 2024), no timers, no modules; `console` takes everything and says nothing. Each program starts
 * from the same bytes of memory, so verdicts do not depend on what ran before, and `Math.random` gives the same numbers
 * every time.
 *
 * What comes back is plain data. Compare it outside, with {@link equalJson} or {@link matches}: the sandbox is never
 * told what is expected.
 *
 * Threads start with the first program and do not keep the process alive.
 *
 * @example
 * const sandbox = new Sandbox({ workers: 2 });
 * const verdict = await sandbox.run({
 *   source: "function add(a, b) { return a + b; }",
 *   entry: "add",
 *   calls: [[1, 2], [3, 4]],
 * });
 * // { kind: "ok", results: [{ kind: "value", value: 3 }, { kind: "value", value: 7 }] }
 * await sandbox.close();
 */
export class Sandbox {
  readonly limits: SandboxLimits;
  private readonly threads: Pool<SandboxThread>;
  private closed = false;
  private programs = 0;

  /** @throws OptionError when an option is not what it must be */
  constructor({ workers = 1, limits, seed = 0 }: SandboxOptions = {}) {
    checkWorkers("workers", workers);
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw new OptionError("seed", "an integer from 0 to 2^53 - 1", seed);
    this.limits = sandboxLimits(limits);
    this.threads = new Pool(Array.from({ length: workers }, () => new SandboxThread(this.limits, seed)));
  }

  /** Programs run so far, and threads started for them: one for each worker, and one after each that was ended. */
  get statistics(): { readonly programs: number; readonly threadsStarted: number } {
    const threadsStarted = this.threads.items.reduce((sum, { started }) => sum + started, 0);
    return { programs: this.programs, threadsStarted };
  }

  /**
   * Runs a program, as soon as a worker is free. Whatever the program does comes back as a verdict; only a fault of the
   * caller's is thrown.
   *
   * @throws OptionError when `entry` is no name or an argument is not JSON
   * @throws SandboxError `SANDBOX_CLOSED` when the sandbox is closed before the verdict, `SANDBOX_START` when no thread
   *   can be started
   * @throws the signal's reason once it is aborted; a program under way is ended
   */
  async run(program: Program, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Verdict> {
    const encoded = encodeProgram(program);
    signal?.throwIfAborted();
    if (this.closed) throw closedError();
    const thread = await this.threads.borrow(signal);
    try {
      this.programs++;
      return decodeVerdict(await thread.run(encoded, signal));
    } finally {
      this.threads.giveBack(thread);
    }
  }

  /** Ends all threads. Programs under way or waiting are rejected. */
  async close(): Promise<void> {
    this.closed = true;
    this.threads.refuse(closedError());
    await Promise.all(this.threads.items.map((thread) => thread.close()));
  }
}
