import * as g from "../../dist/graph/index.js";
import { duel, times } from "./duel.mjs";
import { gemmContestant } from "./gemm.mjs";
import { Peer } from "./peer.mjs";

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
    const gemm = await gemmContestant(threads);
    const peer = await Peer.start(python, script, ["--threads", String(threads)]);
    const contestants = {
      ours: (calls) => times(() => session.run(feeds), calls),
      gemm: gemm.times,
      ...(peer && { peer: (calls) => peer.times(calls) }),
    };
    const found = await duel(contestants, seconds);
    version = peer?.version ?? version;
    peer?.close();
    await session.close();
    await gemm.close();
    const gemmRate = gemm.flops / found.gemm / 1e6;
    runs.push({
      threads,
      oursMs: found.ours,
      peerMs: found.peer ?? null,
      ratio: found.peer === undefined ? null : found.peer / found.ours,
      gemmGflops: gemmRate,
      shareOfGemm: flops / found.ours / 1e6 / gemmRate,
    });
  }
  const { oursMs, peerMs, ratio } = runs[runs.length - 1];
  const rate = (ms) => (ms === null ? null : (items / ms) * 1000);
  const install = version === undefined ? { install: "pip install torch" } : { torch: version };
  return { name, ours: rate(oursMs), peer: rate(peerMs), ratio, unit, threads: 2, runs, ...install };
}
