import { duel, times } from "./duel.mjs";
import { gemmContestant } from "./gemm.mjs";
import { Peer } from "./peer.mjs";

/**
 * Lets a call of ours, its peer in Python where that is installed, and a matrix product of 1024³ take turns.
 *
 * @param {object} settings
 * @param {() => Promise<unknown>} settings.call
 * @param {string} settings.python interpreter for the peer
 * @param {string} settings.script file in bench/peers
 * @param {Record<string, number>} settings.options of the script, `threads` among them
 * @param {string[]} [settings.args] of the script before its options
 * @param {number} settings.seconds
 * @returns milliseconds of a call of each side (`peerMs` null without a peer), their ratio, the rate of the matrix
 *   product, and the version of the peer's library
 */
export async function againstPeer({ call, python, script, options, args = [], seconds }) {
  const gemm = await gemmContestant(options.threads);
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const peer = await Peer.start(python, script, [...args, ...flags]);
  const beside = peer === undefined ? `, alone: ${python} cannot run bench/peers/${script}` : "";
  console.error(`measuring ${flags.join(" ")}${beside}`);
  try {
    const found = await duel(
      {
        ours: (calls) => times(call, calls),
        gemm: gemm.times,
        ...(peer && { peer: (calls) => peer.times(calls) }),
      },
      seconds,
    );
    return {
      oursMs: found.ours,
      peerMs: found.peer ?? null,
      ratio: found.peer === undefined ? null : found.peer / found.ours,
      gemmGflops: gemm.flops / found.gemm / 1e6,
      version: peer?.version,
    };
  } finally {
    peer?.close();
    await gemm.close();
  }
}

/** How many of something a second, where a call takes so long and handles so many; null where there is no time. */
export const perSecond = (items, ms) => (ms === null ? null : (1000 * items) / ms);

/** Share of a matrix product's rate that a call with so many floating-point operations reaches. */
export const shareOfGemm = (flops, ms, gemmGflops) => (ms === null ? null : flops / ms / 1e6 / gemmGflops);
