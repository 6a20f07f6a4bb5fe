import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, type StoredTensor } from "../run/safetensors.js";
import * as g from "./index.js";
import { mlp, type ReferenceModel, residualNet, transformer } from "./reference/models.js";

const STEPS = 10;
const MODELS: Record<string, (training?: boolean) => ReferenceModel> = {
  mlp,
  "residual-net": residualNet,
  transformer,
};
const OPTIMIZERS: Record<string, g.Optimizer> = {
  sgd: g.sgd({ momentum: 0.9, weightDecay: 1e-3 }),
  adam: g.adam(),
  adamw: g.adamW({ weightDecay: 0.1, clipNorm: 0.5 }),
};

/** What fixtures/pytorch/generate.py recorded, by group and name. */
class Fixture {
  private readonly tensors: ReadonlyMap<string, StoredTensor>;

  constructor(model: string) {
    const file = fileURLToPath(new URL(`../../fixtures/pytorch/${model}.safetensors`, import.meta.url));
    this.tensors = decodeSafetensors(readFileSync(file), file).tensors;
  }

  /** The tensors of a group, as values of a session. */
  group(prefix: string): Map<string, g.TensorValue> {
    const inGroup = [...this.tensors].filter(([name]) => name.startsWith(`${prefix}/`));
    return new Map(
      inGroup.map(([name, { shape, data }]) => [
        name.slice(prefix.length + 1),
        { shape, data: data as g.Data },
      ]),
    );
  }

  numbers(name: string): number[] {
    return Array.from(this.tensors.get(name)!.data, Number);
  }

  /** Rows of a step's batch: all, or part `part` of so many. */
  batch(step: number, part = 0, parts = 1): Record<string, g.TensorValue> {
    const inputs = [...this.group("input")].map(
      ([
        name,
        {
          shape: [, rows, ...rest],
          data,
        },
      ]) => {
        const size = rest.reduce((a, b) => a * b, 1);
        const taken = rows / parts;
        const start = (step * rows + part * taken) * size;
        return [name, { shape: [taken, ...rest], data: data.subarray(start, start + taken * size) }];
      },
    );
    return Object.fromEntries(inputs);
  }
}

/** Largest difference relative to the largest element. */
function relative(found: ArrayLike<number | bigint>, expected: ArrayLike<number | bigint>): number {
  expect(found.length).toBe(expected.length);
  const differences = Array.from(expected, (value, i) => Math.abs(Number(value) - Number(found[i])));
  return Math.max(...differences) / Math.max(...Array.from(expected, (value) => Math.abs(Number(value))));
}

function expectClose(
  found: ReadonlyMap<string, g.TensorValue>,
  expected: ReadonlyMap<string, g.TensorValue>,
  names: readonly string[],
) {
  for (const name of names) {
    expect(relative(found.get(name)!.data, expected.get(name)!.data), name).toBeLessThan(1e-4);
  }
}

const inThread = true;
const rate = (step: number) => 0.02 * (1 - step / (2 * STEPS));
const pairs = ({ loss, variables }: ReferenceModel) => {
  const gradients = g.grad(loss, variables);
  return variables.map((variable, i) => [variable, gradients[i]] as const);
};

describe.each(Object.keys(MODELS))("%s is as in PyTorch", (name) => {
  const fixture = new Fixture(name);
  const model = MODELS[name](true);
  const parameters = model.variables.map((variable) => variable.name);

  test("loss, gradients and running statistics", async () => {
    const gradients = Object.fromEntries(
      pairs(model).map(([variable, gradient]) => [variable.name, gradient]),
    );
    const outputs = {
      loss: model.loss,
      ...Object.fromEntries(Object.entries(gradients).map(([of, gradient]) => [`gradient/${of}`, gradient])),
    };
    const session = await g.createSession(g.compile({ outputs, updates: model.updates }), { inThread });
    await session.load(fixture.group("initial"));
    const found = new Map(Object.entries(await session.run(fixture.batch(0))));
    expect(relative(found.get("loss")!.data, fixture.numbers("loss"))).toBeLessThan(1e-5);
    const expected = fixture.group("gradient");
    expect([...expected.keys()].sort()).toEqual([...parameters].sort());
    for (const of of parameters) {
      expect(relative(found.get(`gradient/${of}`)!.data, expected.get(of)!.data), of).toBeLessThan(1e-4);
    }
    const statistics = fixture.group("statistic");
    expectClose(await session.variables(), statistics, [...statistics.keys()]);
    await session.close();
  });

  test("inference", async () => {
    const { inputs, outputs } = MODELS[name](false);
    const program = g.compile({ outputs });
    const session = await g.createSession(program, { inThread });
    const used = new Set(program.variables.map((variable) => variable.name));
    await session.load(new Map([...fixture.group("initial")].filter(([variable]) => used.has(variable))));
    const feeds = fixture.batch(0);
    const found = await session.run({ [inputs[0].name]: feeds[inputs[0].name] });
    expectClose(new Map(Object.entries(found)), fixture.group("output"), Object.keys(outputs));
    await session.close();
  });

  test.each(Object.keys(OPTIMIZERS))("ten steps of %s", async (optimizer) => {
    const learningRate = g.input("learningRate", "float32", []);
    const { updates, gradientNorm } = OPTIMIZERS[optimizer].step(pairs(model), learningRate);
    const program = g.compile({
      outputs: { loss: model.loss, gradientNorm },
      updates: [...updates, ...model.updates],
    });
    const session = await g.createSession(program, { inThread });
    await session.load(fixture.group("initial"));
    const [losses, norms]: [number[], number[]] = [[], []];
    for (let step = 0; step < STEPS; step++) {
      const found = await session.run({ ...fixture.batch(step), learningRate: rate(step) });
      losses.push(Number(found.loss.data[0]));
      norms.push(Number(found.gradientNorm.data[0]));
    }
    expect(relative(losses, fixture.numbers(`${optimizer}/losses`))).toBeLessThan(1e-4);
    expect(relative(norms, fixture.numbers(`${optimizer}/norms`))).toBeLessThan(1e-4);
    expectClose(await session.variables(), fixture.group(optimizer), parameters);
    await session.close();
  });
});

// Batch normalisation sees its part of a batch only, so a residual net is not the same in parts.
test.each(["mlp", "transformer"])("%s: four accumulated parts step like the whole batch", async (name) => {
  const fixture = new Fixture(name);
  const model = MODELS[name]();
  const { accumulate, gradients, reset } = g.accumulateGradients(pairs(model));
  const learningRate = g.input("learningRate", "float32", []);
  const { updates } = OPTIMIZERS.adamw.step(gradients, learningRate);
  const part = await g.createSession(g.compile({ outputs: {}, updates: accumulate }), { inThread });
  const apply = await part.attach(g.compile({ outputs: {}, updates: [...updates, ...reset] }));
  await part.load(fixture.group("initial"));
  for (let step = 0; step < STEPS; step++) {
    for (let i = 0; i < 4; i++) await part.run(fixture.batch(step, i, 4));
    await apply.run({ learningRate: rate(step) });
  }
  expectClose(
    await part.variables(),
    fixture.group("adamw"),
    model.variables.map((variable) => variable.name),
  );
  await part.close();
});
