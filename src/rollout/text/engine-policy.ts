import { BoundaryError } from "../../errors.js";
import type {
  LanguageEngine,
  SampledSequence,
  SampleRequest,
  SamplingParameters,
} from "../../language/engine/language-engine.js";
import { checkParameterNames } from "../../language/engine/local/known-names.js";
import type { TemplateOptions, Tokenizer } from "../../language/tokenizer/tokenizer.js";
import { type Names, refuseUnknown } from "../../unknown-option.js";
import { observedIds } from "./observed-ids.js";
import { parseToolCalls } from "./parse-tool-calls.js";
import type { Answer, AnswerContext, TextPolicy } from "./text-policy.js";
import { callMarkIds } from "./tool-calls/call-marks.js";

/** How an engine answers. */
export interface EnginePolicyOptions {
  readonly engine: Pick<LanguageEngine, "sample" | "contextLength">;
  readonly tokenizer: Tokenizer;
  readonly parameters: SamplingParameters;
  readonly adapter?: string;
  /** Variables that the chat template knows, such as `{ enable_thinking: false }`. */
  readonly templateOptions?: TemplateOptions;
}

const OPTIONS: Names<EnginePolicyOptions> = {
  engine: true,
  tokenizer: true,
  parameters: true,
  adapter: true,
  templateOptions: true,
};

interface Waiting {
  readonly promptIds: Int32Array;
  readonly maxTokens: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly resolve: (sequence: SampledSequence) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A policy that samples its answers from a language model. Questions that are asked at the same time go to the engine
 * together, and those with the same prompt as one request, so that the prompt is computed once. What is drawn depends
 * on an answer's own seed and not on what is asked beside it.
 *
 * @throws OptionError for an option or a parameter that there is not; BoundaryError `engine` in an episode: `SAMPLING_FAILED`, `NAN_LOGPROBS` for a model whose weights are no
 * numbers any more, `TEMPLATE_REWRITES`
 * @example
 * const policy = enginePolicy({ engine, tokenizer, parameters: { maxTokens: 64 } });
 * const episodes = await playEpisodes({ environment, policy }, groupsOf({ split: "train", from: 0, count: 8, samples: 8 }));
 */
export function enginePolicy(options: EnginePolicyOptions): TextPolicy {
  refuseUnknown("enginePolicy", OPTIONS, options);
  const { engine, tokenizer, parameters, adapter, templateOptions = {} } = options;
  checkParameterNames("parameters", parameters);
  let waiting: Waiting[] = [];

  const flush = () => {
    const asked = waiting;
    waiting = [];
    const groups = groupBy(asked, ({ promptIds, maxTokens }) => `${maxTokens} ${promptIds}`);
    for (const group of groups) {
      // Questions are aborted one by one; the engine goes on while any of the group still wants an answer.
      const stop = new AbortController();
      let left = group.length;
      for (const { signal } of group) {
        signal.addEventListener("abort", () => --left === 0 && stop.abort(signal.reason), { once: true });
      }
      const request = requestFor(group, tokenizer, parameters);
      engine.sample([request], { signal: stop.signal, ...(adapter !== undefined && { adapter }) }).then(
        ([{ sequences }]) => {
          for (const [i, { resolve, reject }] of group.entries()) {
            const broken = sequences[i].logprobs.find((logprob) => !Number.isFinite(logprob));
            if (broken === undefined) resolve(sequences[i]);
            else reject(notANumber(broken));
          }
        },
        (cause: unknown) => {
          const message = cause instanceof Error ? cause.message : String(cause);
          const error = new BoundaryError("engine", "SAMPLING_FAILED", message, { cause });
          for (const { reject } of group) reject(error);
        },
      );
    }
  };

  return async (conversation, context): Promise<Answer> => {
    // What does not fit is left out, and so the context stays full: nothing is answered behind a gap.
    const observed = observedIds(tokenizer, conversation, { ...context, templateOptions }).slice(
      0,
      Math.max(0, engine.contextLength - context.ids.length),
    );
    const promptIds = Int32Array.from([...context.ids, ...observed]);
    const room = engine.contextLength - promptIds.length;
    const maxTokens = Math.min(parameters.maxTokens, context.maxTokens, room);
    if (maxTokens < 1) return { content: "", observedIds: observed, ids: [], logprobs: [], truncated: true };
    const { seed, signal } = context;
    const sequence = await new Promise<SampledSequence>((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ promptIds, maxTokens, seed, signal, resolve, reject });
    });
    return answerOf(sequence, observed, tokenizer, context);
  };
}

function notANumber(found: number): BoundaryError {
  const message = `expected finite log-probabilities of the sampled tokens, found ${found}: the weights are spoilt`;
  return new BoundaryError("engine", "NAN_LOGPROBS", message);
}

function requestFor(
  group: readonly Waiting[],
  tokenizer: Tokenizer,
  parameters: SamplingParameters,
): SampleRequest {
  const { stopIds = [] } = parameters;
  return {
    promptIds: group[0].promptIds,
    samples: group.length,
    seed: group.map(({ seed }) => seed),
    parameters: {
      ...parameters,
      maxTokens: group[0].maxTokens,
      stopIds: [...new Set([...tokenizer.endIds, ...stopIds])],
    },
  };
}

function answerOf(
  { ids, logprobs, stopReason }: SampledSequence,
  observed: Int32Array,
  tokenizer: Tokenizer,
  { tools, turn }: AnswerContext,
): Answer {
  const ended = tokenizer.endIds.includes(ids[ids.length - 1]);
  const offered = Object.keys(tools);
  const text = tokenizer.decode(ended ? ids.subarray(0, ids.length - 1) : ids, {
    special: offered.length > 0 && callMarkIds(tokenizer),
  });
  const parsed =
    offered.length > 0 ? parseToolCalls(text, `call-${turn}-`, offered) : { content: text, toolCalls: [] };
  return {
    content: parsed.content,
    ...(parsed.toolCalls.length > 0 && { toolCalls: parsed.toolCalls }),
    observedIds: observed,
    ids,
    logprobs,
    truncated: stopReason === "length",
  };
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
