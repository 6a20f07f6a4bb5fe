/**
 * Writes the ONNX files of the three reference models into a folder: `MODEL-inference.onnx` and `MODEL-step.onnx` (forward,
 * backward and AdamW), each once with ONNX Runtime's own operators and once as `…-portable.onnx`.
 *
 *     npm run build && node scripts/emit-onnx.mjs FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as g from "../dist/graph/index.js";
import { mlp, residualNet, transformer } from "../dist/graph/reference/models.js";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node scripts/emit-onnx.mjs FOLDER");
mkdirSync(folder, { recursive: true });

for (const [name, build] of Object.entries({ mlp, "residual-net": residualNet, transformer })) {
  for (const portable of [false, true]) {
    const write = (kind, program) =>
      writeFileSync(join(folder, `${name}-${kind}${portable ? "-portable" : ""}.onnx`), program.onnx);
    write("inference", g.compile({ outputs: build(false).outputs, portable }));
    write("step", step(build(true), portable));
  }
}

function step({ loss, variables, updates }, portable) {
  const gradients = g.grad(loss, variables);
  const pairs = variables.map((variable, i) => [variable, gradients[i]]);
  const optimizer = g.adamW({ weightDecay: 0.1, clipNorm: 0.5 });
  const next = optimizer.step(pairs, g.input("learningRate", "float32", []));
  const outputs = { loss, gradientNorm: next.gradientNorm };
  return g.compile({ outputs, updates: [...next.updates, ...updates], portable });
}
