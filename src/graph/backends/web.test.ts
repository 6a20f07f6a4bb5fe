import { describe, expect, test } from "vitest";
import { Random } from "../../random/index.js";
import * as g from "../index.js";
import { mlp, type ReferenceModel, residualNet, transformer } from "../reference/models.js";
import { LocalSession } from "../session/local.js";
import { backend } from "./web.js";

const BATCH = 4;

function trainingStep({ loss, outputs, variables, updates }: ReferenceModel): g.Program {
  const gradients = g.grad(loss, variables);
  const pairs = variables.map((variable, i) => [variable, gradients[i]] as const);
  const step = g.adamW({ clipNorm: 1 }).step(pairs, 0.01);
  return g.compile({ outputs: { loss, ...outputs }, updates: [...step.updates, ...updates] });
}

function feedsOf({ inputs }: ReferenceModel): g.Feeds {
  const random = new Random(1, "web");
  const feeds = inputs.map(({ name, dtype, shape }) => {
    const length = shape.reduce<number>((size, dim) => size * (dim === "batch" ? BATCH : Number(dim)), 1);
    const elements = { length };
    const data =
      dtype === "int32"
        ? Int32Array.from(elements, () => random.integer(3))
        : Float32Array.from(elements, () => random.normal());
    return [name, data] as const;
  });
  return Object.fromEntries(feeds);
}

const settings = { device: "cpu", threads: 1, spin: false } as const;

describe("the same file trains in onnxruntime-web", () => {
  test.each(Object.entries({ mlp, residualNet, transformer }))("%s", async (_, build) => {
    const model = build();
    const program = trainingStep(model);
    const node = await g.createSession(program, { inThread: true, seed: 2 });
    const web = await LocalSession.open(program, { backend, settings, seed: 2 });
    for (let step = 0; step < 3; step++) {
      const [expected, found] = [await node.run(feedsOf(model)), await web.run(feedsOf(model))];
      for (const name of Object.keys(expected)) {
        found[name].data.forEach((value, i) => {
          expect(Number(value), `${name}, step ${step}`).toBeCloseTo(Number(expected[name].data[i]), 4);
        });
      }
    }
    const [first, last] = [await node.variables(), await web.variables()];
    for (const { name } of model.variables) {
      last.get(name)!.data.forEach((value, i) => {
        expect(Number(value), name).toBeCloseTo(Number(first.get(name)!.data[i]), 4);
      });
    }
    await web.close();
    await node.close();
  });
});
