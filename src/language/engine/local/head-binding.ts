import type { Memories, Memory } from "../../../graph/index.js";
import type { HeadForm } from "../../model/head.js";
import { type GradientSums, gradientSums } from "./gradient-sums.js";
import type { Adapter } from "./layer-binding.js";
import { LAST_NORM, type Parameters } from "./parameters.js";
import { OUTPUT_ADAPTER } from "./places.js";
import type { TrainedParameters } from "./trained-parameters.js";

/** The parameters after the last layer, with those of an adapter: which programs they need, and where they lie. */
export class HeadBinding {
  readonly form: HeadForm;
  /** Names of the parameters that are trained, as programs have them. */
  readonly trained: readonly string[];
  /** Parameters by the names that programs give them. */
  readonly feeds: Memories;
  private gathering: GradientSums | undefined;
  private readonly home: TrainedParameters;
  /** Full names by the names that programs give them. */
  private readonly names: Readonly<Record<string, string>>;

  constructor(parameters: Parameters, adapter: Adapter | undefined) {
    const { output } = parameters;
    const own = { norm: LAST_NORM, output };
    const added = adapter?.output === undefined ? {} : OUTPUT_ADAPTER;
    this.form = {
      halfOutput: parameters.isHalf(output),
      halfNorm: parameters.isHalf(LAST_NORM),
      adapter: adapter?.output,
    };
    this.feeds = {
      ...mapped(own, (full) => parameters.memory(full)),
      ...mapped(added, (full) => adapter!.trained.memory(full)),
    };
    this.home = adapter?.trained ?? parameters.trained;
    this.names = { ...own, ...added };
    this.trained = Object.keys(this.names).filter((name) => this.home.has(this.names[name]));
  }

  /** The sums of gradients, as a training program reads and writes them. */
  get sums(): GradientSums {
    this.gathering ??= gradientSums(
      this.home,
      this.trained.map((name) => [name, this.names[name]] as const),
    );
    return this.gathering;
  }
}

const mapped = (names: Readonly<Record<string, string>>, find: (full: string) => Memory) =>
  Object.fromEntries(Object.entries(names).map(([name, full]) => [name, find(full)]));
