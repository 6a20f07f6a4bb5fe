import { modelBench } from "./tools/model-bench.mjs";
import { inferenceProgram, towerFeeds, towerFlops } from "./tools/tower.mjs";

const batch = 512;

/** Evaluating a batch of 512 positions with frozen weights, as self-play does, beside PyTorch in inference mode. */
export default async function resnetInfer({ python, seconds }) {
  const { board } = towerFeeds(batch);
  return modelBench({
    name: "resnet-infer",
    python,
    seconds,
    script: "resnet-infer.py",
    program: await inferenceProgram(batch),
    feeds: { board },
    items: batch,
    unit: "positions/s",
    flops: towerFlops(batch),
  });
}
