import { expect, it } from "vitest";
import { Random } from "../../random/index.js";
import { ADAM_FACTORS, adamKernel } from "./adam-kernel.js";
import { wasmMemory } from "./web-assembly.js";

const round = Math.fround;
const COUNT = 64;
const PLACES = { weights: 0, gradients: COUNT, means: 2 * COUNT, squares: 3 * COUNT, factors: 4 * COUNT };
const factors = {
  beta1: round(0.9),
  rest1: round(0.1),
  beta2: round(0.95),
  rest2: round(0.05),
  epsilon: round(1e-12),
  rate: round(3e-4),
  keep: round(0.999),
  scale: round(0.7),
};

/** The same step, number by number. */
function stepped(weight: number, gradient: number, mean: number, square: number) {
  const { beta1, rest1, beta2, rest2, epsilon, rate, keep, scale } = factors;
  const g = round(gradient * scale);
  const m = normal(round(round(mean * beta1) + round(g * rest1)));
  const v = normal(round(round(square * beta2) + round(round(g * g) * rest2)));
  const change = round(round(m / round(round(Math.sqrt(v)) + epsilon)) * rate);
  return [round(round(weight * keep) - change), m, v];
}

const normal = (value: number) => (Math.abs(value) < 2 ** -126 ? 0 : value);

function run(given: Readonly<Record<"weights" | "gradients" | "means" | "squares", readonly number[]>>) {
  const memory = wasmMemory(8192);
  const floats = new Float32Array(memory.buffer);
  for (const [name, values] of Object.entries(given)) floats.set(values, PLACES[name as keyof typeof given]);
  const set = ADAM_FACTORS.map((name) => factors[name]);
  floats.set(set, PLACES.factors);
  const [weights, gradients, means, squares, at] = Object.values(PLACES).map((place) => 4 * place);
  adamKernel(memory)(weights, gradients, means, squares, at, COUNT);
  const part = (place: number) => Array.from(floats.subarray(place, place + COUNT));
  return { weights: part(PLACES.weights), means: part(PLACES.means), squares: part(PLACES.squares) };
}

it("makes the step of AdamW to the bit", () => {
  const random = new Random(1, "adam");
  const numbers = (scale: number, shift = 0.5) =>
    Array.from({ length: COUNT }, () => round(scale * (random.float() - shift)));
  const given = {
    weights: numbers(1),
    gradients: numbers(0.01),
    means: numbers(0.01),
    squares: numbers(1e-5, 0),
  };
  const found = run(given);
  for (let i = 0; i < COUNT; i++) {
    const wanted = stepped(given.weights[i], given.gradients[i], given.means[i], given.squares[i]);
    expect([found.weights[i], found.means[i], found.squares[i]]).toEqual(wanted);
  }
});

it("lets means that have decayed below all normal numbers be 0, and changes nothing where nothing was learnt", () => {
  const [zeros, ones] = [0, 1].map((value) => new Array<number>(COUNT).fill(value));
  const tiny = new Array<number>(COUNT).fill(1.2e-38);
  const found = run({ weights: ones, gradients: zeros, means: tiny, squares: tiny });
  expect(found.means).toEqual(zeros);
  expect(found.squares).toEqual(zeros);
  expect(found.weights).toEqual(ones.map(() => factors.keep));
});
