import { describe, expect, test } from "vitest";
import { Random } from "../random/index.js";
import * as g from "./index.js";

/** Trains one layer after another; returns the tensor and the variables. */
function mlp(x: g.Tensor, sizes: readonly number[]) {
  const variables: g.Variable[] = [];
  let y = x;
  sizes.forEach((size, i) => {
    const weight = g.variable(`layer${i}/weight`, [Number(y.shape[1]), size], g.glorotUniform());
    const bias = g.variable(`layer${i}/bias`, [size], g.zeros());
    variables.push(weight, bias);
    y = g.linear(i === 0 ? y : g.gelu(y), weight, bias);
  });
  return { y, variables };
}

function step(loss: g.Tensor, variables: g.Variable[], optimizer: g.Optimizer, more: g.Update[] = []) {
  const learningRate = g.input("learningRate", "float32", []);
  const gradients = g.grad(loss, variables);
  const { updates, gradientNorm } = optimizer.step(
    variables.map((variable, i) => [variable, gradients[i]] as const),
    learningRate,
  );
  return g.compile({ outputs: { loss, gradientNorm }, updates: [...updates, ...more] });
}

/** Two interleaved spirals. */
function spiral(points: number) {
  const random = new Random(1, "spiral");
  const x = new Float32Array(2 * points);
  const label = Int32Array.from({ length: points }, (_, i) => i % 2);
  for (let i = 0; i < points; i++) {
    const turn = 0.5 + 2 * random.float();
    const angle = Math.PI * (turn + label[i]);
    x.set([turn * Math.cos(angle), turn * Math.sin(angle)], 2 * i);
  }
  return { x, label };
}

function spiralProgram(optimizer = g.adamW({ clipNorm: 1 })) {
  const x = g.input("x", "float32", ["batch", 2]);
  const label = g.input("label", "int32", ["batch"]);
  const { y, variables } = mlp(x, [32, 32, 2]);
  const loss = g.mean(g.crossEntropy(y, g.oneHot(label, 2)));
  return {
    program: step(loss, variables, optimizer),
    inference: g.compile({ outputs: { y } }),
    y,
    variables,
    loss,
  };
}

async function train(session: g.Session, feeds: g.Feeds, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push(Number((await session.run(feeds)).loss.data[0]));
  return losses;
}

describe("training", () => {
  const feeds = { ...spiral(128), learningRate: 0.01 };

  test("an MLP learns two spirals with AdamW", async () => {
    const { program, inference } = spiralProgram();
    const session = await g.createSession(program, { inThread: true, seed: 3 });
    const losses = await train(session, feeds, 400);
    expect(losses[0]).toBeGreaterThan(0.5);
    expect(losses[losses.length - 1]).toBeLessThan(0.02);
    const logits = (await (await session.attach(inference)).run({ x: feeds.x })).y;
    expect(logits.shape).toEqual([128, 2]);
    const right = feeds.label.filter(
      (label, i) => Number(logits.data[2 * i + label]) > Number(logits.data[2 * i + 1 - label]),
    );
    expect(right.length).toBe(128);
  });

  test("the same seed gives the same bits, another seed others", async () => {
    const run = async (seed: number) => {
      const session = await g.createSession(spiralProgram().program, { inThread: true, seed, threads: 2 });
      await train(session, feeds, 20);
      return [...(await session.variables())].map(([name, { data }]) => [name, data]);
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  test("saved variables continue to the same bits", async () => {
    const open = () => g.createSession(spiralProgram().program, { inThread: true });
    const [first, second] = [await open(), await open()];
    await train(first, feeds, 7);
    const saved = await first.variables();
    await second.load(saved);
    expect(await train(second, feeds, 5)).toEqual(await train(first, feeds, 5));
    expect(saved.get("adam/step")!.data[0]).toBe(7);
  });

  test("frozen variables give the same results as loaded ones", async () => {
    const { program, inference, y } = spiralProgram();
    const session = await g.createSession(program, { inThread: true });
    await train(session, feeds, 5);
    const expected = (await (await session.attach(inference)).run({ x: feeds.x })).y.data;
    const values = await session.variables();
    const freeze = new Map([...values].map(([name, { data }]) => [name, data as Float32Array]));
    const frozen = g.compile({ outputs: { y }, freeze });
    expect(frozen.variables).toEqual([]);
    const found = (await (await g.createSession(frozen, { inThread: true })).run({ x: feeds.x })).y.data;
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(Number(expected[i]), 5);
    });
  });

  test("accumulated halves step like the whole batch", async () => {
    const { loss, variables, program } = spiralProgram(g.sgd({ momentum: 0.9 }));
    const whole = await g.createSession(program, { inThread: true });
    await train(whole, feeds, 3);

    const gradients = g.grad(loss, variables);
    const {
      accumulate,
      gradients: means,
      reset,
    } = g.accumulateGradients(variables.map((variable, i) => [variable, gradients[i]] as const));
    const part = await g.createSession(g.compile({ outputs: { loss }, updates: accumulate }), {
      inThread: true,
    });
    const rate = g.input("learningRate", "float32", []);
    const { updates } = g.sgd({ momentum: 0.9 }).step(means, rate);
    const apply = await part.attach(g.compile({ outputs: {}, updates: [...updates, ...reset] }));
    for (let i = 0; i < 3; i++) {
      await part.run({ x: feeds.x.subarray(0, 128), label: feeds.label.subarray(0, 64) });
      await part.run({ x: feeds.x.subarray(128), label: feeds.label.subarray(64) });
      await apply.run({ learningRate: feeds.learningRate });
    }
    const [expected, found] = [await whole.variables(), await part.variables()];
    for (const { name } of variables) {
      const values = expected.get(name)!.data;
      found.get(name)!.data.forEach((value, i) => {
        expect(Math.abs(Number(value) - Number(values[i]))).toBeLessThan(1e-5);
      });
    }
  });

  test("a residual net overfits a batch, and its running statistics serve inference", async () => {
    const images = g.input("images", "float32", ["batch", 2, 5, 5]);
    const target = g.input("target", "float32", ["batch", 1]);
    const variables: g.Variable[] = [];
    const parameter = (name: string, shape: number[], initializer: g.Initializer) => {
      const made = g.variable(name, shape, initializer);
      if (!variables.some((variable) => variable.name === name)) variables.push(made);
      return variables.find((variable) => variable.name === name)!;
    };
    const statistics = new Map<string, g.Variable>();
    const statistic = (name: string, initial: number) => {
      const known = statistics.get(name) ?? g.variable(name, [8], g.filled(initial), { trainable: false });
      statistics.set(name, known);
      return known;
    };
    const network = (training: boolean) => {
      const updates: g.Update[] = [];
      const convolution = (name: string, x: g.Tensor) => {
        const filter = parameter(`${name}/filter`, [8, Number(x.shape[1]), 3, 3], g.heNormal());
        const normal = g.batchNorm(
          g.conv2d(x, filter, undefined, { padding: "same" }),
          {
            scale: parameter(`${name}/scale`, [8], g.ones()),
            bias: parameter(`${name}/bias`, [8], g.zeros()),
            mean: statistic(`${name}/mean`, 0),
            variance: statistic(`${name}/variance`, 1),
          },
          { training },
        );
        updates.push(...normal.updates);
        return normal.output;
      };
      const stem = g.relu(convolution("stem", images));
      const block = g.relu(g.add(stem, convolution("block/1", g.relu(convolution("block/0", stem)))));
      return { value: g.linear(g.flatten(block), parameter("out", [200, 1], g.glorotUniform())), updates };
    };
    const trained = network(true);
    const loss = g.mean(g.square(g.sub(trained.value, target)));
    const session = await g.createSession(step(loss, variables, g.adam(), trained.updates), {
      inThread: true,
    });
    const random = new Random(5, "images");
    const feeds = {
      images: Float32Array.from({ length: 16 * 50 }, () => random.normal()),
      target: Float32Array.from({ length: 16 }, () => random.normal()),
      learningRate: 0.01,
    };
    const losses = await train(session, feeds, 150);
    expect(losses[0]).toBeGreaterThan(0.3);
    expect(losses[losses.length - 1]).toBeLessThan(0.005);

    const { value } = network(false);
    const inference = await session.attach(g.compile({ outputs: { value } }));
    await train(session, { ...feeds, learningRate: 0 }, 40);
    const { data } = (await inference.run({ images: feeds.images })).value;
    const error = feeds.target.reduce((total, y, i) => total + (y - Number(data[i])) ** 2, 0) / 16;
    expect(error).toBeLessThan(0.05);
  });
});
