import positionsAddress from "../../../../fixtures/connect-four/positions.txt?url";
import type { Scenario } from "../remote/scenario.js";

/** What can be trained in a tab, and for how long it takes until it plays well. */
export interface Trainable extends Scenario {
  readonly title: string;
  readonly minutes: number;
  /** What to expect, in words. */
  readonly promise: string;
}

export const trainables: readonly Trainable[] = [
  {
    title: "Tic-tac-toe",
    game: { name: "tic-tac-toe", options: {} },
    settings: {},
    minutes: 1,
    promise: "Plays perfectly after about half a minute: no opponent beats it any more.",
  },
  {
    title: "Connect Four",
    game: { name: "connect-four", options: {} },
    // Dense layers: with WebAssembly they see ten times the positions in a second that convolutions of this strength do.
    settings: {
      network: "mlp",
      blocks: 2,
      channels: 128,
      slots: 64,
      roundPlies: 8,
      simulations: 32,
      batchSize: 256,
    },
    minutes: 5,
    promise:
      "Beats an opponent that looks four moves ahead after about a minute, and gets better as long as you let it.",
  },
];

/** One in so many of the solved positions is measured on, so that a measurement takes a moment. */
const EVERY = 14;

/** Solved positions to measure a game on, as text; empty for a game with none. */
export async function solvedPositions({ game }: Trainable): Promise<string> {
  if (game.name !== "connect-four") return "";
  const response = await fetch(positionsAddress);
  if (!response.ok)
    throw new Error(`The solved positions cannot be fetched: the server says ${response.status}.`);
  const lines = (await response.text()).split("\n");
  return lines.filter((_, i) => i % EVERY === 0).join("\n");
}
