import type { TokenSequence } from "../../rollout/text/text-episode-record.js";

/**
 * Puts conversations one behind another into windows of at most so many tokens, in their order; one that is longer has a window
 * of its own. So GPT-3 was trained (Brown et al. 2020, section 2.2): a model does not learn that texts stand at certain positions,
 * and windows are filled.
 */
export function windowsOf(conversations: readonly TokenSequence[], length: number): TokenSequence[] {
  const windows: TokenSequence[][] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const conversation of conversations) {
    const tokens = conversation.ids.length;
    if (filled + tokens > length) {
      windows.push([]);
      filled = 0;
    }
    windows[windows.length - 1].push(conversation);
    filled += tokens;
  }
  return windows.map((window) => ({
    ids: window.flatMap(({ ids }) => ids),
    mask: window.flatMap(({ mask }) => mask),
    logprobs: window.flatMap(({ logprobs }) => logprobs),
  }));
}
