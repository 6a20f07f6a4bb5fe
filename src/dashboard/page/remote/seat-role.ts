import { makeSearch } from "../../../algorithms/alpha-zero/make-search.js";
import { networkShape } from "../../../algorithms/alpha-zero/settings.js";
import { parsePositions } from "../../../games/connect-four/positions.js";
import type { Game, GameState } from "../../../games/game.js";
import type { Device } from "../../../graph/index.js";
import { type Analysis, Analyst } from "../../../league/analyst.js";
import { NetworkPlayer } from "../../../league/network-player.js";
import { measureStrength, type Strength } from "../../../league/strength.js";
import type { Evaluator } from "../../../networks/evaluator.js";
import {
  inferenceProgram,
  NetworkEvaluator,
  type NetworkWeights,
} from "../../../networks/network-evaluator.js";
import { OnnxEvaluator } from "../../../networks/onnx-evaluator.js";
import { SymmetricEvaluator } from "../../../networks/symmetric-evaluator.js";
import type { BatchedSearch } from "../../../search/search.js";
import { openScenario, type Scenario, started } from "./scenario.js";

/** Symmetries that the network's answers are averaged over, as in `loadPlayer`. */
const SYMMETRIES = 2;
const SLOTS = 32;
const EXAM_SIMULATIONS = 64;

interface Seat {
  readonly game: Game;
  readonly search: BatchedSearch;
  readonly evaluator: Evaluator & { close(): Promise<void> };
  readonly view: Evaluator;
}

/** What an analysis is asked for. */
export interface Question {
  /** From the start of the game. */
  readonly actions: readonly number[];
  readonly simulations: number;
}

/** A worker that plays with a network, thinks aloud about positions, and can be examined. */
export function seatRole(device: Device) {
  const placement = { device, threads: 1 };
  let seat: Seat | undefined;
  let weighted: NetworkEvaluator | undefined;
  let onnxOf: ((weights: NetworkWeights) => Uint8Array) | undefined;

  function sit(scenario: Scenario, evaluatorOf: (game: Game, rows: number) => Promise<Seat["evaluator"]>) {
    const { game, settings } = openScenario(scenario);
    const search = makeSearch(game, settings, SLOTS);
    const views = game.symmetries.slice(0, SYMMETRIES);
    return evaluatorOf(game, search.capacity * views.length).then(async (evaluator) => {
      await seat?.evaluator.close();
      seat = { game, search, evaluator, view: new SymmetricEvaluator(evaluator, views, search.capacity) };
    });
  }

  return {
    /** Takes an exported network. */
    async seatOnnx({ onnx, ...scenario }: Scenario & { readonly onnx: Uint8Array }): Promise<void> {
      await sit(scenario, (game, rows) => OnnxEvaluator.open(onnx, game, rows, placement));
    },

    /** Takes a network that is being trained; later weights of it come by `reseat`. */
    async seatWeights({
      weights,
      ...scenario
    }: Scenario & { readonly weights: NetworkWeights }): Promise<void> {
      await sit(scenario, async (game, rows) => {
        const shape = networkShape(openScenario(scenario).settings);
        onnxOf = (newest) => inferenceProgram(game, shape, newest, { portable: true }).onnx;
        weighted = new NetworkEvaluator(game, shape, rows, placement);
        await weighted.load(weights);
        return weighted;
      });
    },

    async reseat(weights: NetworkWeights): Promise<void> {
      await started(weighted).load(weights);
      started(seat).search.forget();
    },

    /** @returns the network with these weights as an ONNX file, as `selfplay export` writes it */
    onnx: (weights: NetworkWeights): Uint8Array => started(onnxOf)(weights),

    analyse({ actions, simulations }: Question): Promise<Analysis> {
      const { game, search, view } = started(seat);
      return new Analyst<GameState>(game, search, view).analyse(actions, simulations);
    },

    /** @param positions text of solved positions, for Connect Four */
    examine({ positions }: { readonly positions: string }): Promise<Strength[]> {
      const { game, search, view } = started(seat);
      const player = new NetworkPlayer("learner", search, view, EXAM_SIMULATIONS);
      return measureStrength(game, player, parsePositions(positions, "positions.txt"));
    },
  };
}
