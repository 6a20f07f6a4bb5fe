import { SelfplayError } from "../../errors.js";
import type { Remote } from "../../threads/remote.js";
import { startThread } from "../../threads/start.js";
import type { TextEnvironmentReference } from "../load-text-environment.js";
import type { Message } from "../text/message.js";
import type { Split, Turn } from "../text/text-environment.js";
import { TimeUp } from "../text/time-limit.js";
import type { EnvironmentHandlers } from "./environment-worker.js";
import { Heartbeat } from "./heartbeat.js";

/** Milliseconds between two looks at the heartbeat of a thread that owes something. */
const LOOK = 200;

/** Which example an episode is of. */
export interface Begun {
  readonly split: Split;
  readonly index: number;
}

/** An episode that has not ended, as far as another thread has to know to go on with it. */
interface Live extends Begun {
  readonly answers: Message[];
  /** The thread that has it. */
  thread?: Thread;
}

interface Thread {
  readonly remote: Remote<EnvironmentHandlers>;
  readonly heartbeat: Heartbeat;
  readonly ready: Promise<void>;
  /** Whether the environment was loaded: before, there is no heartbeat to look at. */
  opened: boolean;
}

/** Something asked for, until it is settled. */
interface Task {
  readonly run: (remote: Remote<EnvironmentHandlers>, call: number) => Promise<unknown>;
  readonly episode: number | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The thread that an environment of somebody's own runs in. Where it is stuck in a call, as in an endless loop, the thread is
 * ended, that call fails, and another thread goes on: with what was waiting, and with the other episodes, whose answers so far
 * it is given again.
 */
export class EnvironmentThread {
  private thread: Thread | undefined;
  private readonly tasks = new Map<number, Task>();
  private readonly live = new Map<number, Live>();
  private next = 1;
  /** Whether calls are made one after the other, and the one that is. */
  private inTurns = false;
  private alone: number | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;

  /** @param seconds that a call may take */
  constructor(
    private readonly reference: TextEnvironmentReference,
    private readonly seconds: number,
  ) {}

  /** Begins an episode. @returns its number, and its opening */
  async begin(begun: Begun): Promise<{ episode: number; opening: readonly Message[] }> {
    const episode = this.next++;
    const opening = await this.ask<readonly Message[]>(undefined, (remote, call) =>
      remote.call("begin", { call, episode, ...begun }),
    );
    this.live.set(episode, { ...begun, answers: [], ...(this.thread && { thread: this.thread }) });
    return { episode, opening };
  }

  async answer(episode: number, message: Message, signal: AbortSignal): Promise<Turn> {
    const ask = (remote: Remote<EnvironmentHandlers>, call: number) =>
      remote.call("answer", { call, episode, message });
    const turn = await this.ask<Turn>(episode, ask, signal);
    if (turn?.done) this.live.delete(episode);
    else this.live.get(episode)?.answers.push(message);
    return turn;
  }

  tool(name: string, input: unknown, signal: AbortSignal): Promise<string> {
    return this.ask(undefined, (remote, call) => remote.call("tool", { call, name, input }), signal);
  }

  /** Nobody will answer in an episode any more. */
  forget(episode: number): void {
    if (this.live.delete(episode)) void this.thread?.remote.call("forget", episode).catch(() => undefined);
  }

  private ask<T>(episode: number | undefined, run: Task["run"], signal?: AbortSignal): Promise<T> {
    const call = this.next++;
    const asked = new Promise<T>((resolve, reject) => {
      this.tasks.set(call, { run, episode, resolve: resolve as (value: never) => void, reject });
    });
    const abort = () => this.abandon(call, signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    if (!this.inTurns) void this.perform(call);
    this.watch ??= this.watchPulse();
    return asked.finally(() => signal?.removeEventListener("abort", abort));
  }

  private async perform(call: number): Promise<void> {
    this.thread ??= this.start();
    const { thread } = this;
    try {
      await thread.ready;
      const task = this.tasks.get(call);
      if (task === undefined) return;
      if (task.episode !== undefined) await this.revive(task.episode, thread, call);
      const value = await task.run(thread.remote, call);
      if (thread === this.thread) this.settle(call)?.resolve(value as never);
    } catch (error) {
      // Of a thread that was ended the calls are made again in the next.
      if (thread !== this.thread) return;
      if (thread.remote.hasEnded) this.replace(error);
      else this.settle(call)?.reject(ownError(error));
    }
  }

  /** Brings an episode to where it was, in a thread that does not have it. */
  private async revive(episode: number, thread: Thread, call: number): Promise<void> {
    const live = this.live.get(episode);
    if (live === undefined || live.thread === thread) return;
    const { split, index, answers } = live;
    await thread.remote.call("begin", { call, episode, split, index });
    for (const message of answers) await thread.remote.call("answer", { call, episode, message });
    live.thread = thread;
  }

  private start(): Thread {
    const remote = startThread<EnvironmentHandlers>(
      import.meta.url,
      "./environment-worker.js",
      "environment",
    );
    const heartbeat = new Heartbeat();
    const { reference, seconds } = this;
    const ready = remote.call("open", { reference, seconds, shared: heartbeat.shared });
    const thread = { remote, heartbeat, ready, opened: false };
    void ready.then(
      () => {
        thread.opened = true;
      },
      () => undefined,
    );
    return thread;
  }

  private watchPulse(): ReturnType<typeof setInterval> {
    let [thread, ticks, since] = [this.thread, -1, performance.now()];
    const look = () => {
      const now = performance.now();
      const beats = this.thread?.heartbeat.ticks ?? 0;
      if (this.thread !== thread || !thread?.opened || beats !== ticks)
        [thread, ticks, since] = [this.thread, beats, now];
      else if (now - since >= 1000 * this.seconds)
        this.replace(new TimeUp(`not done after ${this.seconds} s`));
    };
    return setInterval(look, LOOK).unref();
  }

  /** Ends a thread that is stuck or has ended, fails the call that it was in, and makes the others in the next. */
  private replace(reason: unknown): void {
    const guilty = this.end()?.heartbeat.call || this.alone;
    if (guilty !== undefined) this.settle(guilty)?.reject(reason);
    if (this.inTurns) return;
    // Stuck behind a wait, it may have been in any of them: that shows when each is made alone.
    if (guilty === undefined) void this.takeTurns();
    else for (const call of this.tasks.keys()) void this.perform(call);
  }

  private async takeTurns(): Promise<void> {
    this.inTurns = true;
    while (this.tasks.size > 0) {
      [this.alone] = this.tasks.keys();
      await this.perform(this.alone!);
    }
    this.alone = undefined;
    this.inTurns = false;
  }

  /** Nobody waits for a call any more. */
  private abandon(call: number, reason: unknown): void {
    this.settle(call)?.reject(reason);
    // A thread that nobody waits for shall not keep the process from ending, even if it is stuck.
    if (this.tasks.size === 0) this.end();
    else void this.thread?.remote.call("abort", call).catch(() => undefined);
  }

  private end(): Thread | undefined {
    const { thread } = this;
    this.thread = undefined;
    void thread?.remote.kill();
    thread?.ready.catch(() => undefined);
    return thread;
  }

  private settle(call: number): Task | undefined {
    const task = this.tasks.get(call);
    this.tasks.delete(call);
    if (this.tasks.size === 0) {
      clearInterval(this.watch);
      this.watch = undefined;
    }
    return task;
  }
}

/** An error of the environment as it would have thrown it in this thread. */
function ownError(error: unknown): unknown {
  if (!(error instanceof SelfplayError)) return error;
  if (error.code === "TIME_LIMIT") return new TimeUp(error.message);
  if (error.code !== "WORKER_FAILED") return error;
  return Object.assign(new Error(error.message), { name: error.name, stack: error.stack });
}
