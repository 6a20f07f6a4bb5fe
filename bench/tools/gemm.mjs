import * as g from "../../dist/graph/index.js";
import { times } from "./duel.mjs";

const SIZE = 1024;

/** The machine's own rate for matrix products: a session that multiplies two 1024×1024 matrices, as a contestant of a duel. */
export async function gemmContestant(threads) {
  const [a, b] = ["a", "b"].map((name) => g.input(name, "float32", [SIZE, SIZE]));
  const program = g.compile({ outputs: { c: g.matmul(a, b) } });
  const session = await g.createSession(program, { inThread: true, spin: true, threads });
  const matrix = new Float32Array(SIZE * SIZE).fill(0.5);
  return {
    flops: 2 * SIZE ** 3,
    times: (calls) => times(() => session.run({ a: matrix, b: matrix }), calls),
    close: () => session.close(),
  };
}
