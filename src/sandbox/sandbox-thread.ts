import { SandboxError } from "../errors.js";
import type { Remote } from "../threads/remote.js";
import { startThread } from "../threads/start.js";
import type { SandboxLimits } from "./limits.js";
import { compiledEngine } from "./quickjs/engine.js";
import type { SandboxHandlers } from "./sandbox-worker.js";
import type { EncodedProgram, EncodedVerdict } from "./wire.js";
import { within } from "./within.js";

/** Milliseconds a thread gets beyond its limit to end a program by itself, which keeps the results it has. */
const GRACE = 250;
const START_MILLISECONDS = 60_000;
/** Native stack of a thread, large enough for the engine's own limit to come first: that one programs can catch. */
const STACK_MEGABYTES = 16;

/** A place where one program runs at a time. Its thread starts with the first program, and anew after one had to be ended. */
export class SandboxThread {
  private thread: Remote<SandboxHandlers> | undefined;
  private closed = false;
  private starts = 0;

  constructor(
    private readonly limits: SandboxLimits,
    private readonly seed: number,
  ) {}

  /** How often a thread was started. */
  get started(): number {
    return this.starts;
  }

  /**
   * Runs a program; a thread that does not answer in time is ended.
   *
   * @throws the signal's reason once it is aborted
   * @throws SandboxError when the thread does not start, or is closed meanwhile
   */
  async run(program: EncodedProgram, signal?: AbortSignal): Promise<EncodedVerdict> {
    const thread = this.thread ?? (await this.start());
    if (signal?.aborted) throw signal.reason;
    const answer = thread.call("run", program).catch((error: Error) => this.broke(error));
    const verdict = await within(answer, this.limits.milliseconds + GRACE, signal);
    if (typeof verdict === "object") return verdict;
    await this.end();
    if (verdict === "aborted") throw signal?.reason;
    return { kind: "timeout", results: [] };
  }

  /** Ends the thread for good. */
  async close(): Promise<void> {
    this.closed = true;
    await this.end();
  }

  private async start(): Promise<Remote<SandboxHandlers>> {
    const engine = await compiledEngine(this.limits.memoryBytes);
    if (this.closed) throw closedError();
    this.starts++;
    const thread = startThread<SandboxHandlers>(import.meta.url, "./sandbox-worker.js", "sandbox", {
      stackSizeMb: STACK_MEGABYTES,
    });
    this.thread = thread;
    const opening = thread.call("open", { engine, limits: this.limits, seed: this.seed });
    const opened = await within(opening, START_MILLISECONDS).catch(async (cause: Error) => {
      await this.end();
      if (this.closed) throw closedError();
      throw new SandboxError("SANDBOX_START", `the sandbox's thread did not start: ${cause.message}`, {
        cause,
      });
    });
    if (opened !== "late") return thread;
    await this.end();
    throw new SandboxError("SANDBOX_START", `the sandbox's thread did not start in ${START_MILLISECONDS} ms`);
  }

  private async broke(cause: Error): Promise<EncodedVerdict> {
    if (this.closed) throw closedError();
    await this.end();
    return { kind: "crash", message: cause.message, results: [] };
  }

  private async end(): Promise<void> {
    const thread = this.thread;
    this.thread = undefined;
    await thread?.kill();
  }
}

export function closedError(): SandboxError {
  return new SandboxError("SANDBOX_CLOSED", "the sandbox was closed");
}
