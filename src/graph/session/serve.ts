import { GraphError, SelfplayError } from "../../errors.js";
import { hostBackend, type WorkerPort } from "../backends/backend.js";
import { LocalSession } from "./local.js";
import type { Call, Reply, Request } from "./protocol.js";

/** Serves sessions to the thread at the other end of a port: the body of a session's worker. */
export function serve(port: Pick<WorkerPort, "post" | "onMessage">): void {
  const sessions: LocalSession[] = [];

  async function answer(request: Request): Promise<unknown> {
    if (request.kind === "open") {
      const { program, settings, seed } = request;
      const backend = await hostBackend();
      sessions.push(await LocalSession.open(program, { backend, settings, seed }));
      return 0;
    }
    const first = sessions[0];
    switch (request.kind) {
      case "attach":
        return sessions.push(await first.attach(request.program)) - 1;
      case "run":
        return sessions[request.session].run(request.feeds);
      case "variables":
        return first.variables();
      case "load":
        return first.load(request.values);
      case "memory":
        return sessions[request.session].memory();
      case "close":
        return sessions[request.session].close();
    }
  }

  port.onMessage(async (message) => {
    const { id, request } = message as Call;
    let reply: Reply;
    try {
      reply = { id, result: await answer(request) };
    } catch (error) {
      const known = error instanceof SelfplayError ? error : new GraphError("RUN_FAILED", String(error));
      reply = { id, error: { code: known.code, message: known.message } };
    }
    port.post(reply);
  });
}
