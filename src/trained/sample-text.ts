import type { OpenModel } from "../algorithms/language/model.js";
import type { Message } from "../environments/text/message.js";
import type { ToolSet } from "../environments/text/tool.js";
import { OptionError } from "../errors.js";
import type { SamplingParameters, StopReason } from "../language/engine/language-engine.js";
import { templateOptionsOf } from "../language/tokenizer/template-variables.js";
import { TextStream } from "../language/tokenizer/text-stream.js";
import type { TemplateOptions, Tokenizer } from "../language/tokenizer/tokenizer.js";

/**
 * What a model is asked, and how its answer is drawn; what is left out of `temperature`, `topK`, `topP` and `minP` is as
 * the model's `generation_config.json` says.
 */
export interface SampleTextOptions extends Partial<SamplingParameters> {
  /** A text to be gone on with as it stands; messages to be answered; or token ids. */
  readonly prompt: string | readonly Message[] | Int32Array;
  /** Declared before messages, as the chat template has it; see `toolsOfRun`. Default none. */
  readonly tools?: ToolSet;
  /** Variables that the chat template knows, such as `{ enable_thinking: false }` of Qwen3's; of messages only. Others are as in the run. */
  readonly templateOptions?: TemplateOptions;
  /** Answers to draw. Default 1. */
  readonly samples?: number;
  /** Names the random stream. Default 1. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Told of each piece of an answer as it is drawn. */
  readonly onText?: (text: string, sample: number) => void;
}

/** An answer that was drawn. */
export interface SampledText {
  readonly text: string;
  /** Sampled ids, the one that ended the answer included. */
  readonly ids: Int32Array;
  /** `[tokens]`: under the model's own distribution. */
  readonly logprobs: Float32Array;
  readonly stopReason: StopReason;
}

/** Most tokens of an answer when nothing is said. */
const MOST_TOKENS = 512;

/**
 * Draws answers from a model, in text; up to 512 tokens, and no more than its context has room for.
 *
 * @throws OptionError for what is no opened model, and for a prompt that is empty or too long; EngineError for parameters that are not what they must be
 * @example
 * const model = await openTrainedModel("runs/sorting-1");
 * const prompt = [{ role: "user", content: "sort 8 30 95 1 42:" }] as const;
 * const [{ text }] = await sampleText(model, { prompt, onText: (piece) => process.stdout.write(piece) });
 */
export async function sampleText(
  model: OpenModel,
  options: SampleTextOptions,
): Promise<readonly SampledText[]> {
  if (typeof model?.engine?.sample !== "function")
    throw new OptionError("model", "one that openTrainedModel opened", model);
  const { engine, tokenizer, adapter } = model;
  const { prompt, tools = {}, templateOptions, samples = 1, seed = 1, signal, onText, ...rest } = options;
  const parameters: Partial<SamplingParameters> = { ...tokenizer.sampling, ...rest };
  const variables = templateOptionsOf(model, templateOptions);
  const promptIds = idsOf(tokenizer, prompt, tools, variables);
  const room = engine.contextLength - promptIds.length;
  if (promptIds.length === 0) throw new OptionError("prompt", "at least one token", "none");
  if (room < 1)
    throw new OptionError("prompt", `fewer than ${engine.contextLength} tokens`, promptIds.length);
  const maxTokens = Math.min(parameters.maxTokens ?? MOST_TOKENS, room);
  const stopIds = [...new Set([...tokenizer.endIds, ...(parameters.stopIds ?? [])])];
  const streams = Array.from({ length: samples }, () => new TextStream(tokenizer));
  const [{ sequences }] = await engine.sample(
    [{ promptIds, samples, seed, parameters: { ...parameters, maxTokens, stopIds } }],
    {
      ...(signal && { signal }),
      ...(adapter !== undefined && { adapter }),
      onToken(_, sample, id) {
        const text = tokenizer.endIds.includes(id) ? "" : streams[sample].push(id);
        if (text !== "") onText?.(text, sample);
      },
    },
  );
  for (const [sample, stream] of streams.entries()) {
    const rest = stream.end();
    if (rest !== "") onText?.(rest, sample);
  }
  return sequences.map(({ ids, logprobs, stopReason }) => {
    const ended = tokenizer.endIds.includes(ids[ids.length - 1]);
    const text = tokenizer.decode(ended ? ids.subarray(0, ids.length - 1) : ids);
    return { text, ids, logprobs, stopReason };
  });
}

function idsOf(
  tokenizer: Tokenizer,
  prompt: SampleTextOptions["prompt"],
  tools: ToolSet,
  templateOptions: TemplateOptions,
): Int32Array {
  if (typeof prompt === "string") return tokenizer.encode(prompt, { special: true });
  if (prompt instanceof Int32Array) return prompt;
  return tokenizer.encodeChat(prompt, {
    ...(Object.keys(tools).length > 0 && { tools }),
    templateOptions,
    addGenerationPrompt: true,
  });
}
