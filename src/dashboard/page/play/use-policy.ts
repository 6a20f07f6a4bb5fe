import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Analysis } from "../../../league/analyst.js";
import type { PolicyList } from "../../api.js";
import { runPath } from "../data.js";
import type { NetworkWorker } from "../remote/network-roles.js";
import { onProcessor, type Processor, wanted } from "../remote/processor.js";
import type { RemoteWorker } from "../remote/remote-worker.js";
import type { Scenario } from "../remote/scenario.js";
import type { Question } from "../remote/seat-role.js";
import { startNetworkWorker } from "../remote/start.js";

/** A network of a run in a worker of this page. */
export interface Policy {
  /** Asks it about a position; the same function as long as it is the same network. */
  readonly think: (question: Question) => Promise<Analysis>;
  /** Why it cannot be had. */
  readonly failure: Error | undefined;
  /** What it runs on, once it does. */
  readonly processor: Processor | undefined;
}

/**
 * Has a network of a run fetched when it is first asked, and runs it in a web worker.
 *
 * @param list the run's networks
 * @param step which one
 */
export function usePolicy(run: string, list: PolicyList | undefined, step: number | undefined): Policy {
  const worker = useRef<RemoteWorker<NetworkWorker>>();
  const seated = useRef<{ readonly key: string; readonly ready: Promise<RemoteWorker<NetworkWorker>> }>();
  const [failure, setFailure] = useState<Error>();
  const [processor, setProcessor] = useState<Processor>();
  const wish = wanted.value;
  useEffect(() => () => worker.current?.end(), []);

  // As text, so that a list that is fetched again and says the same changes nothing.
  const scenario = list && JSON.stringify({ game: list.game, settings: list.searchSettings });
  const think = useCallback(
    async (question: Question) => {
      if (scenario === undefined || step === undefined) throw new Error("no network is chosen");
      const key = `${run} ${step} ${scenario} ${wish}`;
      if (seated.current?.key !== key) {
        worker.current?.end();
        const seat = async () => {
          const onnx = await fetchPolicy(run, step);
          const opened = await onProcessor(async (on) => {
            const started = startNetworkWorker(on);
            worker.current = started;
            await started.call("seatOnnx", { ...(JSON.parse(scenario) as Scenario), onnx }).catch((error) => {
              started.end();
              throw error;
            });
            return started;
          });
          setProcessor(opened.processor);
          return opened.value;
        };
        const ready = seat();
        seated.current = { key, ready };
        setFailure(undefined);
        ready.catch((error: Error) => {
          seated.current = undefined;
          setFailure(error);
        });
      }
      return (await seated.current.ready).call("analyse", question);
    },
    [run, scenario, step, wish],
  );
  return { think, failure, processor };
}

async function fetchPolicy(run: string, step: number): Promise<Uint8Array> {
  const response = await fetch(`api/${runPath(run, "policies", `${step}.onnx`)}`);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new Error(`The network of step ${step} cannot be fetched: the server says ${response.status}.`);
}
