import type { SampleRequest, TokenLogprob } from "../../language/engine/language-engine.js";
import type { SamplingFields } from "../protocol/sampling-fields.js";
import type { ServedModel } from "../served-model.js";
import { type AnswerPiece, AnswerText } from "./answer-text.js";

/** What is to be sampled. Answer `i` of prompt `p` is called choice `p · samples + i`. */
export interface Generation {
  readonly prompts: readonly Int32Array[];
  readonly sampling: SamplingFields;
  /** Texts that end an answer and are part of it. */
  readonly lastTexts?: readonly string[];
  /** Most likely tokens that are wanted with each of an answer. */
  readonly topLogprobs: number;
  /** Whether an answer's text goes on from its prompt's; else it is a text of its own. */
  readonly continues: boolean;
  /** Ids of special tokens that are part of an answer's text. */
  readonly special?: ReadonlySet<number>;
  readonly seed: number;
}

/** How a generation is watched and stopped. */
export interface GenerationWatch {
  readonly signal: AbortSignal;
  /** Told of each part of a choice's text; while it is drawn where the request asks for a stream, else at the end. */
  onPiece(choice: number, piece: AnswerPiece): void;
}

/** Why an answer ended. */
export type Finish = "stop" | "length";

/** How a generation went. */
export interface Outcome {
  /** By choice. */
  readonly finishes: readonly Finish[];
  /** Each prompt counts once, whatever the number of its answers. */
  readonly promptTokens: number;
  /** Of all answers, with the tokens that ended them. */
  readonly completionTokens: number;
}

/**
 * Samples the answers of one request. Those of requests that run at the same time are drawn side by side.
 *
 * @throws the signal's reason when it is aborted; EngineError
 */
export async function generate(
  { engine, tokenizer, adapter }: ServedModel,
  { prompts, sampling, lastTexts = [], topLogprobs, continues, special, seed }: Generation,
  { signal, onPiece }: GenerationWatch,
): Promise<Outcome> {
  const { samples, parameters, maxTokens = Number.POSITIVE_INFINITY, stops, stream } = sampling;
  const answers = prompts.map((promptIds) => {
    const after = continues ? promptIds.at(-1) : undefined;
    const options = { ...(after !== undefined && { after }), ...(special && { special }) };
    return Array.from({ length: samples }, () => new AnswerText(tokenizer, stops, options));
  });
  const take = (prompt: number, sample: number, id: number, logprob: number, top?: readonly TokenLogprob[]) =>
    tell(onPiece, prompt * samples + sample, answers[prompt][sample].push(id, logprob, top));
  const requests = prompts.map((promptIds): SampleRequest => {
    const room = engine.contextLength - promptIds.length;
    const limits = { maxTokens: Math.min(maxTokens, room), stopIds: tokenizer.endIds };
    return {
      promptIds,
      samples,
      seed,
      topLogprobs,
      parameters: { ...tokenizer.sampling, ...parameters, ...limits, stopTexts: [...stops, ...lastTexts] },
    };
  });
  const results = await engine.sample(requests, {
    signal,
    ...(adapter !== undefined && { adapter }),
    ...(stream && { onToken: take }),
  });
  signal.throwIfAborted();
  const finishes: Finish[] = [];
  for (const [prompt, { sequences }] of results.entries()) {
    for (const [sample, { ids, logprobs, topLogprobs: top, stopReason }] of sequences.entries()) {
      for (let i = 0; !stream && i < ids.length; i++) take(prompt, sample, ids[i], logprobs[i], top?.[i]);
      const answer = answers[prompt][sample];
      tell(onPiece, prompt * samples + sample, answer.end());
      finishes.push(answer.stopped || stopReason === "stop" ? "stop" : "length");
    }
  }
  const drawn = results.flatMap(({ sequences }) => sequences.map(({ ids }) => ids.length));
  return { finishes, promptTokens: sum(prompts.map(({ length }) => length)), completionTokens: sum(drawn) };
}

function tell(onPiece: GenerationWatch["onPiece"], choice: number, piece: AnswerPiece): void {
  if (piece.text !== "" || piece.tokens.length > 0) onPiece(choice, piece);
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
