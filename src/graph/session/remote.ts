import { GraphError } from "../../errors.js";
import type { BackendOptions, WorkerPort } from "../backends/backend.js";
import type { Program } from "../program.js";
import { CopyCount } from "./copy-count.js";
import type { Feeds, TensorValue } from "./feeds.js";
import type { Reply, Request } from "./protocol.js";
import type { Session, SessionMemory } from "./session.js";

/** Opens a session in a worker. */
export async function openRemote(
  port: WorkerPort,
  program: Program,
  options: { readonly settings: BackendOptions; readonly seed: number },
): Promise<Session> {
  const connection = new Connection(port);
  try {
    await connection.call({ kind: "open", program, ...options });
  } catch (error) {
    await port.terminate();
    throw error;
  }
  return new RemoteSession(program, connection, 0);
}

/** Sends requests to a worker and matches its replies with them. */
class Connection {
  private readonly waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  private calls = 0;
  private failure: Error | undefined;

  constructor(readonly port: WorkerPort) {
    port.onMessage((message) => {
      const reply = message as Reply;
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if ("error" in reply) waiting?.reject(new GraphError(reply.error.code, reply.error.message));
      else waiting?.resolve(reply.result);
    });
    port.onError((error) =>
      this.fail(new GraphError("WORKER_FAILED", `the session's worker failed: ${error.message}`)),
    );
  }

  call(request: Request): Promise<unknown> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const id = this.calls++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.port.post({ id, request });
    });
  }

  /** Rejects what waits and what comes. */
  fail(error: Error): void {
    this.failure = error;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** A session whose work is done in a worker. */
class RemoteSession implements Session {
  private readonly copied = new CopyCount();

  constructor(
    readonly program: Program,
    private readonly connection: Connection,
    private readonly session: number,
  ) {}

  async run(feeds: Feeds): Promise<Record<string, TensorValue>> {
    const { session } = this;
    const results = (await this.connection.call({ kind: "run", session, feeds })) as Record<
      string,
      TensorValue
    >;
    // Messages between threads are copies.
    this.copied.reset();
    for (const value of [...Object.values(feeds), ...Object.values(results)]) {
      if (typeof value !== "number") this.copied.add(ArrayBuffer.isView(value) ? value : value.data);
    }
    return results;
  }

  async variables(): Promise<Map<string, TensorValue>> {
    return (await this.connection.call({ kind: "variables" })) as Map<string, TensorValue>;
  }

  async load(values: ReadonlyMap<string, TensorValue>): Promise<void> {
    await this.connection.call({ kind: "load", values });
  }

  async attach(program: Program): Promise<Session> {
    const session = (await this.connection.call({ kind: "attach", program })) as number;
    return new RemoteSession(program, this.connection, session);
  }

  async memory(): Promise<SessionMemory> {
    const memory = (await this.connection.call({ kind: "memory", session: this.session })) as SessionMemory;
    const { copies, copiedBytes } = this.copied.total;
    return { ...memory, copies: memory.copies + copies, copiedBytes: memory.copiedBytes + copiedBytes };
  }

  async close(): Promise<void> {
    await this.connection.call({ kind: "close", session: this.session });
    if (this.session > 0) return;
    this.connection.fail(new GraphError("SESSION_CLOSED", "the session was closed"));
    await this.connection.port.terminate();
  }
}
