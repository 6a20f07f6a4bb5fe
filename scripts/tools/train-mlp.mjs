import { adam, compile, createSession, grad } from "../../dist/graph/index.js";
import { mlp } from "../../dist/graph/reference/models.js";
import { Random } from "../../dist/random/index.js";

const STEPS = 20;
const BATCH = 32;

/** Trains the reference MLP for some steps; the same in Node and in a browser. */
export async function trainMlp({ device, inThread }) {
  const { loss, variables } = mlp();
  const gradients = grad(loss, variables);
  const pairs = variables.map((variable, i) => [variable, gradients[i]]);
  const program = compile({ outputs: { loss }, updates: adam().step(pairs, 0.02).updates });
  const random = new Random(1, "browser test");
  const feeds = {
    x: Float32Array.from({ length: BATCH * 6 }, () => random.normal()),
    label: Int32Array.from({ length: BATCH }, () => random.integer(3)),
  };
  const session = await createSession(program, { device, inThread, seed: 1 });
  const losses = [];
  const start = performance.now();
  for (let i = 0; i < STEPS; i++) losses.push((await session.run(feeds)).loss.data[0]);
  const milliseconds = (performance.now() - start) / STEPS;
  // Reads the variables back from the device and goes on from them, as a training run does at a checkpoint.
  await session.load(await session.variables());
  losses.push((await session.run(feeds)).loss.data[0]);
  await session.close();
  return { device, inThread, losses, milliseconds };
}
