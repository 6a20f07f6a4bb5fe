import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Analysis } from "../../../league/analyst.js";
import type { PolicyList } from "../../api.js";
import { runPath } from "../data.js";
import type { RemoteWorker } from "../remote/remote-worker.js";
import type { Question } from "../remote/seat-role.js";
import { startNetworkWorker } from "../remote/start.js";
import type { NetworkWorker } from "../workers/network.js";

/** A network of a run in a worker of this page. */
export interface Policy {
  /** Asks it about a position; the same function as long as it is the same network. */
  readonly think: (question: Question) => Promise<Analysis>;
  /** What went wrong with it, in words; empty where nothing did. */
  readonly state: string;
}

/**
 * Has a network of a run fetched when it is first asked, and runs it in a web worker.
 *
 * @param step which one; nothing is fetched while it is undefined
 */
export function usePolicy(run: string, list: PolicyList | undefined, step: number | undefined): Policy {
  const worker = useRef<RemoteWorker<NetworkWorker>>();
  const [state, setState] = useState("");
  useEffect(() => () => worker.current?.end(), []);

  const seated = useRef<{ readonly key: string; readonly ready: Promise<void> }>();
  const think = useCallback(
    async (question: Question) => {
      if (list === undefined || step === undefined) throw new Error("no network is chosen");
      const key = `${run} ${step}`;
      worker.current ??= startNetworkWorker();
      const { current } = worker;
      if (seated.current?.key !== key) {
        setState("");
        const ready = fetchPolicy(run, step).then((onnx) =>
          current.call("seatOnnx", { game: list.game, settings: list.searchSettings, onnx }),
        );
        seated.current = { key, ready };
        ready.catch((error: Error) => {
          seated.current = undefined;
          setState(error.message);
        });
      }
      await seated.current.ready;
      return current.call("analyse", question);
    },
    [run, list, step],
  );
  return { think, state };
}

async function fetchPolicy(run: string, step: number): Promise<Uint8Array> {
  const response = await fetch(`api/${runPath(run, "policies", `${step}.onnx`)}`);
  if (!response.ok)
    throw new Error(`The network of step ${step} cannot be fetched: the server says ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}
