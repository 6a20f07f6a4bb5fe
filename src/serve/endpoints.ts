import { Random } from "../random/index.js";
import { callMarkIds } from "../rollout/text/tool-calls/call-marks.js";
import type { AnswerFormat, AnswerHead } from "./answer/answer-format.js";
import { ChatFormat } from "./answer/chat-format.js";
import { CompletionFormat } from "./answer/completion-format.js";
import { type Generation, generate, type Outcome } from "./answer/generate.js";
import { Admission } from "./http/admission.js";
import type { Exchange } from "./http/exchange.js";
import { readJson } from "./http/read-json.js";
import { chatPrompt, completionPrompts } from "./prompts.js";
import { ApiError } from "./protocol/api-error.js";
import { chatRequest } from "./protocol/chat-request.js";
import { completionRequest } from "./protocol/completion-request.js";
import type { ServedModel } from "./served-model.js";

/** Limits of {@link Endpoints}, and where its random numbers come from. */
export interface EndpointOptions {
  readonly maxAnswers: number;
  readonly maxBodyBytes: number;
  /** Names the random numbers of answers that are asked for without a seed. */
  readonly seed: number;
  /** When the model was opened, seconds since 1970. */
  readonly opened: number;
}

/** What clients can ask for; completions give back how many tokens were read and written. */
export class Endpoints {
  private readonly admission: Admission;
  private asked = 0;

  constructor(
    private readonly model: ServedModel,
    private readonly options: EndpointOptions,
  ) {
    this.admission = new Admission(options.maxAnswers);
  }

  models(exchange: Exchange): undefined {
    exchange.reply(200, { object: "list", data: [this.description()] });
  }

  /** @throws ApiError 404 for another model than the one there is */
  modelNamed(exchange: Exchange, id: string): undefined {
    this.checkModel(id);
    exchange.reply(200, this.description());
  }

  private description() {
    const { id, engine } = this.model;
    const { opened } = this.options;
    return {
      id,
      object: "model",
      created: opened,
      owned_by: "selfplay",
      max_model_len: engine.contextLength,
    };
  }

  /** @throws ApiError; what else is thrown is the server's fault */
  async chat(exchange: Exchange): Promise<Outcome> {
    const request = chatRequest(await readJson(exchange.request, this.options.maxBodyBytes));
    this.checkModel(request.model);
    const { sampling, tools, logprobs = 0 } = request;
    return this.answer(exchange, {
      generation: {
        prompts: [chatPrompt(this.model, request)],
        sampling,
        lastTexts: tools && !tools.parallel ? ["</tool_call>"] : [],
        topLogprobs: logprobs,
        continues: false,
        ...(tools && { special: callMarkIds(this.model.tokenizer) }),
      },
      format: new ChatFormat(this.head(exchange, "chatcmpl"), request),
    });
  }

  /** @throws ApiError; what else is thrown is the server's fault */
  async complete(exchange: Exchange): Promise<Outcome> {
    const request = completionRequest(await readJson(exchange.request, this.options.maxBodyBytes));
    this.checkModel(request.model);
    const { sampling, logprobs = 0 } = request;
    const prompts = completionPrompts(this.model, request);
    return this.answer(exchange, {
      generation: { prompts, sampling, topLogprobs: logprobs, continues: true },
      format: new CompletionFormat(this.head(exchange, "cmpl"), request),
    });
  }

  private async answer(
    exchange: Exchange,
    { generation, format }: { readonly generation: Omit<Generation, "seed">; readonly format: AnswerFormat },
  ): Promise<Outcome> {
    const { prompts, sampling } = generation;
    const leave = this.admission.enter(prompts.length * sampling.samples);
    try {
      const { signal } = exchange;
      const seed = sampling.seed ?? new Random(this.options.seed, "request", this.asked++).uint32();
      const events = sampling.stream ? exchange.events() : undefined;
      for (const chunk of events ? format.begin() : []) events?.send(chunk);
      const outcome = await generate(
        this.model,
        { ...generation, seed },
        {
          signal,
          onPiece(choice, piece) {
            const chunk = format.piece(choice, piece);
            if (chunk !== undefined) events?.send(chunk);
          },
        },
      );
      if (events === undefined) exchange.reply(200, format.whole(outcome));
      else {
        for (const chunk of format.end(outcome)) events.send(chunk);
        events.end();
      }
      return outcome;
    } finally {
      leave();
    }
  }

  private head({ id }: Exchange, kind: string): AnswerHead {
    return { id: `${kind}-${id}`, created: secondsNow(), model: this.model.id };
  }

  private checkModel(asked: string): void {
    if (asked === this.model.id) return;
    const message = `model: expected ${JSON.stringify(this.model.id)}, the only one here, found ${JSON.stringify(asked)}`;
    throw new ApiError(404, message, { code: "model_not_found", param: "model" });
  }
}

/** Now, in seconds since 1970. */
export const secondsNow = () => Math.floor(Date.now() / 1000);
