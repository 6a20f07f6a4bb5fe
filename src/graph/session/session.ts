import { type Device, hostBackend, requireDevice } from "../backends/backend.js";
import type { Program } from "../program.js";
import type { Feeds, TensorValue } from "./feeds.js";
import { LocalSession } from "./local.js";
import { openRemote } from "./remote.js";

/** Settings of a session. */
export interface SessionOptions {
  /** Where to run, `"cpu"` by default. */
  readonly device?: Device;
  /** Threads that work on one operator, 1 by default. */
  readonly threads?: number;
  /** For the first values of variables, 0 by default. */
  readonly seed?: number;
  /**
   * Run in the calling thread, which is blocked during runs: for code that is in a worker already. By default the session
   * has a worker of its own.
   */
  readonly inThread?: boolean;
  /** Whether idle threads wait by spinning: quicker, but takes time from other workers on the same cores. Default false. */
  readonly spin?: boolean;
}

/** What a session holds and moves; ONNX Runtime's own working memory is not part of it. */
export interface SessionMemory {
  /** Bytes of the variables' values, those of attached programs among them. */
  readonly variables: number;
  /** Bytes kept for the next values: runs write there, then both change places. */
  readonly spare: number;
  /** Bytes kept for the outputs of this session. */
  readonly outputs: number;
  /** Arrays that the last run copied on the way between its caller and ONNX Runtime, and their bytes. */
  readonly copies: number;
  readonly copiedBytes: number;
}

/** A program ready to run, with the values of its variables. */
export interface Session {
  readonly program: Program;
  /**
   * Runs the program once and updates the variables. Runs are done in the order of the calls.
   * @returns the outputs by name; their memory is used again by the next run of this session
   */
  run(feeds: Feeds): Promise<Record<string, TensorValue>>;
  /** Copies of the variables' values, those of attached programs among them. */
  variables(): Promise<Map<string, TensorValue>>;
  /** Replaces the values of the named variables. */
  load(values: ReadonlyMap<string, TensorValue>): Promise<void>;
  /** Loads another program into the same thread; variables of the same name are the same variable. */
  attach(program: Program): Promise<Session>;
  /** What this session holds and what its last run copied. */
  memory(): Promise<SessionMemory>;
  /** Frees what this session holds; the first session's worker ends with it. */
  close(): Promise<void>;
}

/**
 * Loads a program into ONNX Runtime and gives its variables their first values.
 *
 * @example
 * const session = await createSession(program, { threads: 2, seed: 1 });
 * const { loss } = await session.run({ observation, target, learningRate: 1e-3 });
 * console.log(loss.data[0]);
 */
export async function createSession(program: Program, options: SessionOptions = {}): Promise<Session> {
  const backend = await hostBackend();
  const settings = {
    device: options.device ?? "cpu",
    threads: options.threads ?? 1,
    spin: options.spin ?? false,
  };
  await requireDevice(settings.device);
  const seed = options.seed ?? 0;
  if (options.inThread) return LocalSession.open(program, { backend, settings, seed });
  return openRemote(backend.startWorker(), program, { settings, seed });
}
