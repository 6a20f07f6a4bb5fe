import { EnvironmentError, SelfplayError } from "../../errors.js";
import { serveAtOnce } from "../../threads/remote.js";
import { loadReferencedTextEnvironment, type TextEnvironmentReference } from "../load-text-environment.js";
import type { Message } from "../text/message.js";
import type { Split, TextEnvironment, TextEpisode, Turn } from "../text/text-environment.js";
import { secondsToJudge, TimeUp, withinTime } from "../text/time-limit.js";
import { Heartbeat } from "./heartbeat.js";

/** A call by its number, on an episode by its own. */
interface Numbered {
  readonly call: number;
  readonly episode: number;
}

/** What the thread of an environment answers. */
export type EnvironmentHandlers = {
  open(settings: {
    readonly reference: TextEnvironmentReference;
    readonly seconds: number;
    readonly shared: SharedArrayBuffer;
  }): Promise<void>;
  begin(given: Numbered & { readonly split: Split; readonly index: number }): Promise<readonly Message[]>;
  answer(given: Numbered & { readonly message: Message }): Promise<Turn>;
  tool(given: { readonly call: number; readonly name: string; readonly input: unknown }): Promise<string>;
  abort(call: number): void;
  forget(episode: number): void;
};

interface Opened {
  readonly environment: TextEnvironment;
  readonly seconds: number;
  readonly heartbeat: Heartbeat;
}

let opened: Opened | undefined;
const episodes = new Map<number, TextEpisode>();
const underway = new Map<number, AbortController>();

serveAtOnce({
  async open({ reference, seconds, shared }) {
    const heartbeat = new Heartbeat(shared);
    opened = { environment: await loadReferencedTextEnvironment(reference), seconds, heartbeat };
    heartbeat.start();
  },
  async begin({ call, episode, split, index }) {
    const begun = await inCall(call, (environment) => environment.begin(environment.example(split, index)));
    episodes.set(episode, begun);
    return begun.opening;
  },
  async answer({ call, episode, message }) {
    const turn = await inCall(call, (_, signal) => episodes.get(episode)!.answer(message, signal));
    if (turn?.done) episodes.delete(episode);
    return turn;
  },
  tool: ({ call, name, input }) =>
    inCall(call, (environment, signal) => environment.tools![name].execute(input, { signal })),
  abort: (call) => underway.get(call)?.abort(),
  forget: (episode) => void episodes.delete(episode),
} satisfies EnvironmentHandlers);

/** Runs a part of the environment for no longer than it may take, and lets others see that this thread is in it. */
async function inCall<T>(
  call: number,
  action: (environment: TextEnvironment, signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  if (opened === undefined) throw new EnvironmentError("ENVIRONMENT_CLOSED", "the thread was not opened");
  const { environment, seconds, heartbeat } = opened;
  const controller = new AbortController();
  underway.set(call, controller);
  try {
    return await withinTime(secondsToJudge(environment, seconds), controller.signal, (signal) =>
      heartbeat.during(call, () => action(environment, signal)),
    );
  } catch (error) {
    // As a class of its own it would not arrive in the other thread.
    throw error instanceof TimeUp ? new SelfplayError("TIME_LIMIT", error.message) : error;
  } finally {
    underway.delete(call);
  }
}
