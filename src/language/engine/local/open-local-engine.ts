import { OptionError } from "../../../errors.js";
import { bfloat16ToFloat32, float32ToFloat16 } from "../../../run/half.js";
import { checkWorkers } from "../../../threads/workers.js";
import type { TransformerConfig } from "../../config.js";
import { parameterCount, parameterShapes } from "../../parameter-shapes.js";
import type { Tokenizer } from "../../tokenizer/tokenizer.js";
import type { CoreSettings } from "./core.js";
import { type CoreClient, type CoreHandlers, coreHere, coreIn } from "./core-client.js";
import { checkNames } from "./known-names.js";
import { LocalEngine } from "./local-engine.js";

/** Where weights come from, one parameter at a time; a {@link LanguageCheckpoint} is one. */
export interface WeightSource {
  /** The values of a parameter, in the order of its shape in {@link parameterShapes}. */
  read(name: string): Promise<Float32Array> | Float32Array;
  /** The bits of a parameter that is kept in 16 bits; undefined for one that is not. */
  readBits16?(
    name: string,
  ): Promise<{ readonly type: "F16" | "BF16"; readonly bits: Uint16Array } | undefined>;
}

/** Settings of {@link localEngine}. */
export interface LocalEngineOptions {
  readonly config: TransformerConfig;
  /** Left out: fresh weights are drawn. A map of arrays will do too. */
  readonly weights?: WeightSource | ReadonlyMap<string, Float32Array>;
  /** For fresh weights and adapters. Default 0. */
  readonly seed?: number;
  /** Which of the model's own parameters are trained: all (default), none (adapters only), or those named so. */
  readonly train?: "all" | "none" | ((name: string) => boolean);
  /**
   * Bits in which parameters that are not trained are held. Default 16 where they come in 16 bits, else 32. In 16 bits
   * they are float16, so a bfloat16 below 6·10⁻⁵ is rounded, by at most 3·10⁻⁸.
   */
  readonly frozenBits?: 16 | 32;
  /** Cores to use. Default all that this process may use. */
  readonly threads?: number;
  /**
   * Copies of the weights that are worked on side by side, each by its share of the threads; quicker than one for small
   * models. Default one for each thread up to 100 million parameters, above that 1.
   */
  readonly workers?: number;
  /** Sequences drawn at a time. Default 64. */
  readonly sequences?: number;
  /** Most tokens computed at a time in training, which bounds memory. Default 1024. */
  readonly tokenBudget?: number;
  /** Needed for stop texts. */
  readonly tokenizer?: Pick<Tokenizer, "decode">;
  /** Work in the calling thread, which is blocked meanwhile. */
  readonly inThread?: boolean;
}

/** Models with more parameters than this have one copy of their weights. */
const SMALL = 100e6;

/**
 * Opens the engine that trains and samples a model on this machine's CPU.
 *
 * @throws OptionError for settings that are not what they must be
 * @example
 * const engine = await localEngine({ config: transformerPreset("compact", { vocabulary: 64 }), seed: 1 });
 * const { loss } = await engine.forwardBackward([{ inputIds, targetIds }], "cross_entropy");
 * await engine.optimStep({ learningRate: 1e-3 });
 * const [{ sequences }] = await engine.sample([{ promptIds, parameters: { maxTokens: 20 }, samples: 4, seed: 1 }]);
 * await engine.close();
 * @example
 * const checkpoint = await LanguageCheckpoint.open(directory("Qwen2.5-0.5B"));
 * const engine = await localEngine({ config: checkpoint.config, weights: checkpoint, train: "none" });
 * await engine.createAdapter("countdown", { rank: 16 });
 */
export async function localEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  checkNames("localEngine", options);
  const { config, seed = 0, train = "all", sequences = 64, tokenBudget = 1024, inThread = false } = options;
  const threads = options.threads ?? (inThread ? 1 : await availableThreads());
  const workers = inThread ? 1 : (options.workers ?? (parameterCount(config) <= SMALL ? threads : 1));
  checkWorkers("threads", threads);
  checkWorkers("workers", workers);
  for (const [name, value] of Object.entries({ sequences, tokenBudget })) {
    if (!Number.isInteger(value) || value < 1) throw new OptionError(name, "a whole number from 1", value);
  }
  if (typeof train !== "function" && train !== "all" && train !== "none")
    throw new OptionError("train", "all, none or a function that takes a parameter's name", train);
  const trained = [...parameterShapes(config).keys()].filter(
    (name) => train === "all" || (train !== "none" && train(name)),
  );
  const rows = Math.ceil(sequences / workers);
  const settings = (index: number): CoreSettings => ({
    config,
    trained,
    place: { index, workers },
    threads: Math.max(1, Math.floor(threads / workers)),
    sequences: rows,
  });
  const clients = await Promise.all(
    Array.from({ length: workers }, (_, i) => (inThread ? coreHere(settings(i)) : inWorker(settings(i)))),
  );
  try {
    await fill(clients, options, new Set(trained), seed);
  } catch (error) {
    await Promise.all(clients.map((client) => client.close()));
    throw error;
  }
  const { tokenizer } = options;
  return new LocalEngine({
    config,
    trained: new Set(trained),
    clients,
    seed,
    tokenBudget,
    rows,
    tokenizer,
  });
}

/** Gives all workers the same weights. */
async function fill(
  clients: readonly CoreClient[],
  { config, weights, frozenBits }: LocalEngineOptions,
  trained: ReadonlySet<string>,
  seed: number,
): Promise<void> {
  if (weights === undefined) {
    await Promise.all(clients.map((client) => client.initialize(seed, frozenBits === 16)));
    return;
  }
  const source = weights instanceof Map ? mapSource(weights) : (weights as WeightSource);
  for (const [name, shape] of parameterShapes(config)) {
    const values = await readParameter(source, name, trained.has(name) ? 32 : frozenBits);
    const wanted = shape.reduce((a, b) => a * b, 1);
    if (values.length !== wanted)
      throw new OptionError(`weights of ${name}`, `${wanted} numbers, ${shape.join(" × ")}`, values.length);
    await Promise.all(clients.map((client) => client.set(name, values)));
  }
}

/** A parameter in 32 bits, or as float16; in its own precision where none is asked for. */
async function readParameter(
  source: WeightSource,
  name: string,
  bits: 16 | 32 | undefined,
): Promise<Float32Array | Uint16Array> {
  const half = bits === 32 ? undefined : await source.readBits16?.(name);
  if (half?.type === "F16") return half.bits;
  let values: Float32Array;
  if (half !== undefined) {
    values = new Float32Array(half.bits.length);
    bfloat16ToFloat32(half.bits, values);
  } else values = await source.read(name);
  if (half === undefined && bits !== 16) return values;
  const narrow = new Uint16Array(values.length);
  float32ToFloat16(values, narrow);
  return narrow;
}

function mapSource(weights: ReadonlyMap<string, Float32Array>): WeightSource {
  return {
    read(name) {
      const values = weights.get(name);
      if (values === undefined) throw new OptionError("weights", `values of ${name}`, undefined);
      return values;
    },
  };
}

async function inWorker(settings: CoreSettings): Promise<CoreClient> {
  const { startThread } = await import("../../../threads/start.js");
  const name = `engine ${settings.place.index}`;
  return coreIn(startThread<CoreHandlers>(import.meta.url, "./engine-worker.js", name), settings);
}

async function availableThreads(): Promise<number> {
  return (await import("node:os")).availableParallelism();
}
