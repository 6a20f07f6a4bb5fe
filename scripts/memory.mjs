/**
 * Reports what a training step holds and copies, and that a training run does not grow.
 *
 *     npm run build && node scripts/memory.mjs [--json]
 *
 * Each model trains in a process of its own, on the CPU with one thread; `peak` is what the process's largest resident size
 * grew by from before the session was opened, so that it counts ONNX Runtime's working memory too.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { gptTraining, resnetTraining } from "../bench/models.mjs";
import { channelBlock, createSession } from "../dist/graph/index.js";
import { Random } from "../dist/random/index.js";

const STEPS = 10_000;
const random = new Random(1, "memory");
const floats = (length) => Float32Array.from({ length }, () => random.normal());
const integers = (length, below) => Int32Array.from({ length }, () => random.integer(below));

const MODELS = {
  "gpt 4×256, 16×128 tokens": async () => ({
    program: gptTraining({ channelBlock: await channelBlock() }),
    feeds: { tokens: integers(2048, 256), targets: integers(2048, 256), learningRate: 1e-4 },
    steps: 4,
  }),
  "residual net 5×64, batch 512": async () => ({
    program: resnetTraining({ batch: 512, channelBlock: await channelBlock() }),
    feeds: {
      board: floats(512 * 126),
      policyTarget: floats(512 * 7).fill(1 / 7),
      valueTarget: floats(512),
      learningRate: 1e-3,
    },
    steps: 4,
  }),
  [`residual net 1×16, batch 16, ${STEPS} steps`]: async () => ({
    program: resnetTraining({ blocks: 1, channels: 16, batch: 16, channelBlock: await channelBlock() }),
    feeds: {
      board: floats(16 * 126),
      policyTarget: floats(16 * 7).fill(1 / 7),
      valueTarget: floats(16),
      learningRate: 1e-3,
    },
    steps: STEPS,
  }),
};

async function measure(name) {
  const { program, feeds, steps } = await MODELS[name]();
  const peak = () => process.resourceUsage().maxRSS * 1024;
  const before = peak();
  const session = await createSession(program, { inThread: true });
  const resident = [];
  for (let step = 1; step <= steps; step++) {
    await session.run(feeds);
    if (step % (steps / 4) === 0) resident.push(process.memoryUsage.rss());
  }
  const memory = await session.memory();
  await session.close();
  return { name, peak: peak() - before, ...memory, resident };
}

const [argument] = process.argv.slice(2);
if (MODELS[argument] !== undefined) console.log(JSON.stringify(await measure(argument)));
else {
  const script = fileURLToPath(import.meta.url);
  const reports = Object.keys(MODELS).map((name) =>
    JSON.parse(execFileSync(process.execPath, [script, name])),
  );
  if (argument === "--json") console.log(JSON.stringify(reports));
  else for (const report of reports) print(report);
}

function print({ name, peak, variables, spare, outputs, copies, resident }) {
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const held = `variables ${mb(variables)}, next values ${mb(spare)}, outputs ${mb(outputs)}`;
  const growth = resident.map(mb).join(", ");
  console.log(
    `${name}\n  peak ${mb(peak)}; ${held}; ${copies} copies a step\n  resident by quarters: ${growth}`,
  );
}
