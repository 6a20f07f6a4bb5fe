import type { GameState } from "../games/game.js";
import type { Evaluator } from "../networks/evaluator.js";
import type { BatchedSearch, SearchOrder, SearchResult } from "./search.js";
import { newSearchResult } from "./search-result.js";

/**
 * Searches many positions, as many at a time as the search has slots.
 *
 * @param order how to search position `index`
 * @param onResult receives each result as soon as it is there; it is overwritten by the next
 */
export async function searchMany<State extends GameState>(
  search: BatchedSearch<State>,
  states: readonly State[],
  order: (index: number) => SearchOrder,
  evaluator: Evaluator,
  onResult: (index: number, result: SearchResult) => void,
): Promise<void> {
  const result = newSearchResult(search.actions);
  const searching = new Array<number>(search.slots).fill(-1);
  let next = 0;
  let open = 0;
  for (;;) {
    for (let slot = 0; slot < search.slots; slot++) {
      if (searching[slot] >= 0 && search.done(slot)) {
        search.result(slot, result);
        onResult(searching[slot], result);
        searching[slot] = -1;
        open--;
      }
      if (searching[slot] < 0 && next < states.length) {
        search.begin(slot, states[next], order(next));
        searching[slot] = next++;
        open++;
      }
    }
    if (open === 0) return;
    const rows = search.advance(evaluator.observations);
    if (rows === 0) continue;
    const { logits, values } = await evaluator.evaluate(rows);
    search.receive(logits, values);
  }
}

/**
 * Searches one position in slot 0.
 *
 * @example
 * const { action } = await searchOnce(search, state, { simulations: 64, explore: false, random }, evaluator);
 */
export async function searchOnce<State extends GameState>(
  search: BatchedSearch<State>,
  state: State,
  order: SearchOrder,
  evaluator: Evaluator,
): Promise<SearchResult> {
  const result = newSearchResult(search.actions);
  search.begin(0, state, order);
  while (!search.done(0)) {
    const rows = search.advance(evaluator.observations);
    if (rows === 0) continue;
    const { logits, values } = await evaluator.evaluate(rows);
    search.receive(logits, values);
  }
  search.result(0, result);
  return result;
}
