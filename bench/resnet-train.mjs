import { modelBench } from "./tools/model-bench.mjs";
import { towerFeeds, towerFlops, trainingProgram } from "./tools/tower.mjs";

const batch = 512;

/** One training step (forward, backward, AdamW) of a residual tower 5×64 on 6×7 boards, batch 512, beside PyTorch. */
export default async function resnetTrain({ python, seconds }) {
  return modelBench({
    name: "resnet-train",
    python,
    seconds,
    script: "resnet-train.py",
    program: await trainingProgram(batch),
    feeds: towerFeeds(batch),
    items: batch,
    unit: "positions/s",
    flops: 3 * towerFlops(batch),
  });
}
