import { constant, input, type Memories, type Memory, type Tensor } from "../../../graph/index.js";
import { HeadInputs, type HeadParameters } from "../../model/head.js";
import type { LayerParameters } from "../../model/layer.js";
import { LayerInputs } from "../../model/layer-parameters.js";
import { mayBeConstant } from "../../model/product.js";
import { type StepPart, stepProgram } from "../../model/step-programs.js";
import { parameterCount } from "../../parameter-shapes.js";
import type { HeadBinding } from "./head-binding.js";
import type { HeadRunner } from "./head-runner.js";
import type { Adapter, LayerBinding } from "./layer-binding.js";
import type { ModelRunner } from "./model-runner.js";
import { Bound } from "./runners.js";

/** A program of a step with the weights that it is fed with. */
export interface StepSession {
  readonly bound: Bound;
  readonly feeds: Memories;
}

/**
 * Models whose weights become constants of the programs, by their parameters: ONNX Runtime brings constants into the layout of
 * its products once, where it rearranges other weights in each run, a quarter of the time with few rows. Smaller models gain
 * less in a hundred steps than it takes to make their programs again after each update; larger ones keep one copy of their weights.
 */
const CONSTANT = { from: 2e6, to: 50e6 };

/** The programs of a step in their order: before the first layer, between two, behind the last. */
export class StepSessions {
  private opened: readonly StepSession[] = [];
  private outdated = true;
  private readonly layers: readonly LayerBinding[];
  private readonly head: HeadBinding;
  private readonly constants: boolean;

  constructor(
    private readonly model: ModelRunner,
    head: HeadRunner,
    adapter: Adapter | undefined,
  ) {
    this.layers = model.layers(adapter);
    this.head = head.binding(adapter);
    const halves = this.layers.some(({ form }) => form.halves.length > 0);
    const { halfOutput, halfNorm } = this.head.form;
    const single = !halves && !halfOutput && !halfNorm;
    const size = parameterCount(model.config);
    this.constants = single && size >= CONSTANT.from && size <= CONSTANT.to;
  }

  /** Weights have changed. */
  forget(): void {
    this.outdated = true;
  }

  async open(): Promise<readonly StepSession[]> {
    if (!this.outdated) return this.opened;
    await this.close();
    const places = [undefined, ...this.layers].map((below, i) => ({ below, above: this.layers[i] }));
    this.opened = await Promise.all(
      places.map((place) => (this.constants ? this.packed(place) : this.fed(place))),
    );
    this.outdated = false;
    return this.opened;
  }

  async close(): Promise<void> {
    if (this.constants) await Promise.all(this.opened.map(({ bound }) => bound.close()));
    this.opened = [];
    this.outdated = true;
  }

  /** With the weights as they are now. */
  private async packed({ below, above }: Neighbours): Promise<StepSession> {
    const { host, config, runners } = this.model;
    const { adapter } = this.head.form;
    const feeds: Record<string, Memory> = {};
    const layer = ({ feeds: given, form }: LayerBinding, prefix: string): LayerParameters => {
      const parameters = constantsOf(given, prefix, feeds);
      return { loraScale: form.adapter?.scale ?? 0, get: (name) => parameters[name] };
    };
    const head = (): HeadParameters => {
      const { norm, output, lora_A: down, lora_B: up } = constantsOf(this.head.feeds, ABOVE, feeds);
      return { norm, output, update: adapter && { down, up, scale: adapter.scale } };
    };
    const part = { below: below && layer(below, BELOW), above: above ? layer(above, ABOVE) : head() };
    const program = stepProgram(config, part);
    return { bound: new Bound(await host.open(program, runners.threads), program), feeds };
  }

  /** With weights that are inputs, and programs that layers alike share. */
  private async fed({ below, above }: Neighbours): Promise<StepSession> {
    const { config, runners } = this.model;
    const make = () => {
      const inputs = (layer: LayerBinding, prefix: string) => new LayerInputs(config, layer.form, prefix);
      const part: StepPart = {
        below: below && inputs(below, BELOW),
        above: above ? inputs(above, ABOVE) : new HeadInputs(config, this.head.form),
      };
      return stepProgram(config, part);
    };
    const key = `step ${JSON.stringify([below?.form, above?.form, this.head.form])}`;
    const feeds = { ...(below && named(below, BELOW)), ...(above ? named(above, ABOVE) : this.head.feeds) };
    return { bound: await runners.get(key, make), feeds };
  }
}

interface Neighbours {
  readonly below: LayerBinding | undefined;
  readonly above: LayerBinding | undefined;
}

/** What stands before the names of parameters of the two layers of a program. */
const [BELOW, ABOVE] = ["below/", "above/"];

const named = ({ feeds }: LayerBinding, prefix: string): Memories =>
  Object.fromEntries(Object.entries(feeds).map(([name, memory]) => [prefix + name, memory]));

/** Parameters as constants, but for the few that have to be inputs, which are added to `feeds`. */
function constantsOf(
  given: Memories,
  prefix: string,
  feeds: Record<string, Memory>,
): Readonly<Record<string, Tensor>> {
  const tensors = Object.entries(given).map(([name, memory]) => {
    const { data, dims } = memory;
    if (mayBeConstant(dims as number[])) return [name, constant(data as Float32Array, dims)] as const;
    feeds[prefix + name] = memory;
    return [name, input(prefix + name, "float32", dims)] as const;
  });
  return Object.fromEntries(tensors);
}
