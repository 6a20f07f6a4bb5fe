import { perSecond, shareOfGemm } from "./against-peer.mjs";

/**
 * What was found of a language model, in tokens a second.
 *
 * @param {object} found by `againstPeer`
 * @param {{ model: string, threads: number, tokens: number, flops: number }} measured the tokens and operations of a call
 */
export function languageRun({ oursMs, peerMs, ratio, gemmGflops }, { model, threads, tokens, flops }) {
  return {
    model,
    threads,
    ours: perSecond(tokens, oursMs),
    peer: perSecond(tokens, peerMs),
    ratio,
    gemmGflops,
    oursOfGemm: shareOfGemm(flops, oursMs, gemmGflops),
    peerOfGemm: shareOfGemm(flops, peerMs, gemmGflops),
  };
}
