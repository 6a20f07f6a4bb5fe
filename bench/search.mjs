import { connectFour } from "../dist/games/connect-four/connect-four.js";
import { initialize } from "../dist/graph/initializers.js";
import { NetworkEvaluator, policyValueNetwork } from "../dist/networks/index.js";
import { Random } from "../dist/random/index.js";
import { gumbelSearch, newSearchResult, puctSearch } from "../dist/search/index.js";
import { median } from "./tools/duel.mjs";

const SIMULATIONS = 64;
const game = connectFour();

/**
 * Simulations a second of searches in self-play, over the positions a second that the same network evaluates in full
 * batches when nothing else is done: what the tree work leaves of the network's speed. One thread, Connect Four.
 *
 * The headline is the network that Connect Four is trained with, without the evaluation cache, so that every
 * simulation that does not end the game needs the network.
 */
export default async function search({ seconds }) {
  const runs = [];
  const small = { kind: "residual", blocks: 4, channels: 32 };
  const large = { kind: "residual", blocks: 5, channels: 64 };
  runs.push(await compare("gumbel", small, 64, 0, seconds));
  runs.push(await compare("gumbel", small, 64, 65_536, seconds));
  runs.push(await compare("puct", small, 64, 0, seconds));
  runs.push(await compare("gumbel", large, 64, 0, seconds));
  const [{ simulationsPerSecond, networkPerSecond, ratio }] = runs;
  return {
    name: "search",
    ours: simulationsPerSecond,
    peer: networkPerSecond,
    ratio,
    unit: "simulations/s (peer: the network alone, positions/s)",
    runs,
  };
}

async function compare(rule, shape, slots, cacheSize, seconds) {
  const make = rule === "gumbel" ? gumbelSearch : puctSearch;
  const search = make(game, { slots, cacheSize });
  const evaluator = new NetworkEvaluator(game, shape, search.capacity, { device: "cpu", threads: 1 });
  await evaluator.load(untrained(shape));
  const play = selfPlay(search, evaluator);
  // Long enough for the compiler to have seen everything often.
  await play(2000);
  const found = { rates: [], alone: [], ratios: [], tree: [] };
  const end = performance.now() + seconds * 1000;
  // Turn by turn, so that a busy moment of the machine hits both alike.
  while (performance.now() < end || found.ratios.length < 3) {
    const before = await evaluator.measure(0.2);
    const { rate, treeMicroseconds } = await play(500);
    const after = await evaluator.measure(0.2);
    const alone = (before + after) / 2;
    found.rates.push(rate);
    found.alone.push(alone);
    found.ratios.push(rate / alone);
    found.tree.push(treeMicroseconds);
  }
  await evaluator.close();
  const { cacheHits, evaluations } = search.statistics;
  return {
    rule,
    network: `${shape.blocks}x${shape.channels}`,
    slots,
    cache: cacheSize,
    simulationsPerSecond: median(found.rates),
    networkPerSecond: median(found.alone),
    ratio: median(found.ratios),
    treeMicroseconds: median(found.tree),
    cacheHitRate: cacheHits / (cacheHits + evaluations),
  };
}

/** Games that go on from turn to turn; each call plays for about so many milliseconds. */
function selfPlay(search, evaluator) {
  const result = newSearchResult(game.actions);
  const games = Array.from({ length: search.slots }, (_, i) => ({
    state: game.newState(),
    random: new Random(1, "bench game", i),
    searching: false,
  }));
  const move = (slot) => {
    const { state } = games[slot];
    search.result(slot, result);
    search.played(slot, result.action);
    state.apply(result.action);
    if (state.player < 0) state.reset();
    games[slot].searching = false;
  };
  return async (milliseconds) => {
    const simulations = search.statistics.simulations;
    const inNetwork = evaluator.seconds;
    const began = performance.now();
    let elapsed = 0;
    while (elapsed < milliseconds) {
      for (const [slot, { state, random, searching }] of games.entries()) {
        if (searching && search.done(slot)) move(slot);
        if (games[slot].searching) continue;
        search.begin(slot, state, { simulations: SIMULATIONS, explore: true, random });
        games[slot].searching = true;
      }
      const rows = search.advance(evaluator.observations);
      if (rows > 0) {
        const { logits, values } = await evaluator.evaluate(rows);
        search.receive(logits, values);
      }
      elapsed = performance.now() - began;
    }
    const made = search.statistics.simulations - simulations;
    const network = (evaluator.seconds - inNetwork) * 1000;
    return { rate: (made * 1000) / elapsed, treeMicroseconds: ((elapsed - network) * 1000) / made };
  };
}

function untrained(shape) {
  const { variables } = policyValueNetwork(game, shape, false);
  return new Map(
    variables.map((variable) => [
      variable.name,
      { shape: variable.shape, data: initialize(variable.initializer, variable, 1) },
    ]),
  );
}
