import * as g from "../../dist/graph/index.js";
import { Random } from "../../dist/random/index.js";
import { resnet, resnetTraining } from "../models.mjs";

const [BLOCKS, CHANNELS, PLANES, CELLS, ACTIONS] = [5, 64, 3, 42, 7];

/** The step that is measured: a fixed batch, AdamW. */
export async function trainingProgram(batch) {
  const channelBlock = await g.channelBlock();
  return resnetTraining({ batch, blocks: BLOCKS, channels: CHANNELS, optimizer: g.adamW(), channelBlock });
}

/** The evaluation that is measured: weights are constants, as for self-play. */
export async function inferenceProgram(batch) {
  const { policy, value, variables } = resnet({ batch, blocks: BLOCKS, channels: CHANNELS, training: false });
  const random = new Random(1, "bench weights");
  const freeze = new Map();
  for (const { name, shape } of new Set([...variables, ...statistics(policy, value)])) {
    const size = shape.reduce((a, b) => a * b, 1);
    const positive = name.endsWith("variance") || name.endsWith("scale");
    freeze.set(
      name,
      Float32Array.from({ length: size }, () => (positive ? 1 : 0.05 * random.normal())),
    );
  }
  return g.compile({ outputs: { policy, value }, freeze, channelBlock: await g.channelBlock() });
}

/** Variables that only inference reads: running means and variances. */
function statistics(...outputs) {
  return g.compile({ outputs: Object.fromEntries(outputs.map((y, i) => [`y${i}`, y])) }).variables;
}

/** Boards and targets; speed does not depend on what they hold. */
export function towerFeeds(batch) {
  const random = new Random(1, "bench boards");
  const fill = (length, draw) => Float32Array.from({ length }, draw);
  return {
    board: fill(batch * PLANES * CELLS, () => (random.chance(0.3) ? 1 : 0)),
    policyTarget: fill(batch * ACTIONS, () => 1 / ACTIONS),
    valueTarget: fill(batch, () => 2 * random.float() - 1),
    learningRate: 1e-3,
  };
}

/** Multiplications and additions of the forward pass by the textbook, heads left out. */
export function towerFlops(batch) {
  return 2 * batch * CELLS * 9 * CHANNELS * (PLANES + 2 * BLOCKS * CHANNELS);
}
