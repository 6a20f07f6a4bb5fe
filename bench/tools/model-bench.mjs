import * as g from "../../dist/graph/index.js";
import { againstPeer, perSecond, shareOfGemm } from "./against-peer.mjs";

/**
 * Compares a program with its peer in PyTorch at 1 and 2 threads, and with the machine's rate for matrix products.
 *
 * @param {object} settings
 * @param {string} settings.name
 * @param {string} settings.python interpreter for the peer
 * @param {number} settings.seconds for each number of threads
 * @param {string} settings.script file in bench/peers
 * @param {g.Program} settings.program
 * @param {g.Feeds} settings.feeds
 * @param {number} settings.items how many positions, tokens… a run handles
 * @param {string} settings.unit of `ours` and `peer`, items a second
 * @param {number} settings.flops of the textbook algorithm, a run
 */
export async function modelBench({ name, python, seconds, script, program, feeds, items, unit, flops }) {
  const runs = [];
  let version;
  for (const threads of [1, 2]) {
    const session = await g.createSession(program, { inThread: true, spin: true, threads });
    const call = () => session.run(feeds);
    const { version: found, ...run } = await againstPeer({
      call,
      python,
      script,
      options: { threads },
      seconds,
    });
    version = found;
    await session.close();
    runs.push({ threads, ...run, shareOfGemm: shareOfGemm(flops, run.oursMs, run.gemmGflops) });
  }
  const { oursMs, peerMs, ratio } = runs[runs.length - 1];
  const install = version === undefined ? { install: "pip install torch" } : { torch: version };
  return {
    name,
    ours: perSecond(items, oursMs),
    peer: perSecond(items, peerMs),
    ratio,
    unit,
    threads: 2,
    runs,
    ...install,
  };
}
