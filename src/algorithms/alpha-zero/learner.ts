import type { Game } from "../../games/game.js";
import {
  adamW,
  add,
  channelBlock,
  compile,
  createSession,
  type Device,
  grad,
  input,
  mul,
  type Program,
  type Session,
  sub,
  type TensorValue,
  type Update,
  type Variable,
  variable,
  zeros,
} from "../../graph/index.js";
import type { NetworkWeights } from "../../networks/network-evaluator.js";
import { policyValueNetwork } from "../../networks/policy-value.js";
import type { TrainingBatch } from "../../replay/replay-window.js";
import { alphaZeroLoss } from "./loss.js";
import { type AlphaZeroValues, networkShape } from "./settings.js";

/** Values of all variables: parameters, running statistics, optimiser slots and averages. */
export type Variables = ReadonlyMap<string, TensorValue>;

/** Means over some learner's steps. */
export interface StepReport {
  /** Steps that were made. */
  readonly steps: number;
  readonly policyLoss: number;
  readonly valueLoss: number;
  readonly gradientNorm: number;
}

/** Where a learner runs. */
export interface LearnerOptions {
  readonly seed: number;
  readonly device: Device;
  readonly threads: number;
}

/** Makes a network better at predicting what self-play brought. Runs in the thread that calls it. */
export class Learner {
  private stepsDone = 0;

  private constructor(
    private readonly session: Session,
    private readonly averaging: number,
    /** The batch of the next step: to be filled before {@link step}. */
    readonly batch: TrainingBatch,
    /** Numbers in the network. */
    readonly parameters: number,
  ) {}

  static async create(game: Game, settings: AlphaZeroValues, options: LearnerOptions): Promise<Learner> {
    const block = options.device === "cpu" ? await channelBlock() : undefined;
    const { program, parameters } = learningProgram(game, settings, block);
    const session = await createSession(program, { ...options, inThread: true });
    const { channels, height, width } = game.observation;
    const rows = settings.batchSize;
    const batch = {
      observations: new Float32Array(rows * channels * height * width),
      policies: new Float32Array(rows * game.actions),
      policyWeights: new Float32Array(rows),
      values: new Float32Array(rows),
    };
    return new Learner(session, settings.averaging, batch, parameters);
  }

  /** One step on `batch`: forward, backward, update. @returns the losses before the step */
  async step(learningRate: number): Promise<StepReport> {
    const { observations, policies, policyWeights, values } = this.batch;
    // A young average follows closely; otherwise it would drag the first, random weights along.
    const averaging = Math.min(this.averaging, (1 + this.stepsDone) / (10 + this.stepsDone));
    const { policyLoss, valueLoss, gradientNorm } = await this.session.run({
      observation: observations,
      policies,
      policyWeights,
      values,
      learningRate,
      averaging,
    });
    this.stepsDone++;
    return {
      steps: 1,
      policyLoss: Number(policyLoss.data[0]),
      valueLoss: Number(valueLoss.data[0]),
      gradientNorm: Number(gradientNorm.data[0]),
    };
  }

  /** The averaged weights, under the names of the network's own variables. */
  async weights(): Promise<NetworkWeights> {
    const averages = [...(await this.session.variables())].filter(([name]) => name.startsWith(AVERAGE));
    return new Map(
      averages.map(([name, { shape, data }]) => [
        name.slice(AVERAGE.length),
        { shape, data: data as Float32Array },
      ]),
    );
  }

  variables(): Promise<Variables> {
    return this.session.variables();
  }

  /** @param stepsDone steps that the variables come from */
  async load(variables: Variables, stepsDone: number): Promise<void> {
    await this.session.load(variables);
    this.stepsDone = stepsDone;
  }
}

/**
 * Forward, backward, AdamW and the moving average of the weights as one program. Inputs: `observation`, `policies`,
 * `policyWeights`, `values`, `learningRate`, `averaging`; outputs: `policyLoss`, `valueLoss`, `gradientNorm`.
 */
function learningProgram(
  game: Game,
  settings: AlphaZeroValues,
  block: number | undefined,
): { program: Program; parameters: number } {
  const network = policyValueNetwork(game, networkShape(settings), true);
  const policies = input("policies", "float32", ["batch", game.actions]);
  const policyWeights = input("policyWeights", "float32", ["batch"]);
  const values = input("values", "float32", ["batch"]);
  const { logits, valueLogit } = network;
  const loss = alphaZeroLoss(logits, valueLogit, policies, policyWeights, values, settings.valueWeight);
  const trained = network.variables.filter(({ trainable }) => trainable);
  const gradients = grad(loss.total, trained).map((gradient, i) => [trained[i], gradient] as const);
  const optimizer = adamW({ weightDecay: settings.weightDecay, clipNorm: settings.clip });
  const { updates, gradientNorm } = optimizer.step(gradients, input("learningRate", "float32", []));
  const all = [...network.updates, ...updates];
  const program = compile({
    outputs: { policyLoss: loss.policy, valueLoss: loss.value, gradientNorm },
    updates: [...all, ...averages(network.variables, all)],
    dimensions: { batch: settings.batchSize },
    channelBlock: block,
  });
  const parameters = trained.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return { program, parameters };
}

/** Exponential moving averages of the variables after their updates. */
function averages(variables: readonly Variable[], updates: readonly Update[]): Update[] {
  const averaging = input("averaging", "float32", []);
  const next = new Map(updates);
  return variables.map((source) => {
    const average = variable(AVERAGE + source.name, source.shape, zeros(), { trainable: false });
    const value = next.get(source) ?? source;
    return [average, add(value, mul(averaging, sub(average, value)))];
  });
}

const AVERAGE = "average/";
