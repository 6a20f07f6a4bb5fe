import type { OpenModel } from "../algorithms/language/model.js";
import type { Message } from "../environments/text/message.js";
import { templateOptionsOf } from "../language/tokenizer/template-variables.js";
import { observedIds } from "../rollout/text/observed-ids.js";
import { type SampledText, type SampleTextOptions, sampleText } from "./sample-text.js";

/** How a model answers in a conversation. */
export type ChatOptions = Omit<SampleTextOptions, "prompt" | "samples" | "signal" | "onText"> & {
  /** Said before everything else. */
  readonly system?: string;
};

/**
 * A conversation with a model. What was said before is not tokenised again: the model sees the tokens it wrote.
 *
 * @example
 * const session = new ChatSession(await openTrainedModel("runs/sorting-1"), { temperature: 0 });
 * const { text } = await session.say("sort 8 30 95 1 42:");
 */
export class ChatSession {
  private messages: Message[] = [];
  private ids: number[] = [];
  private covered = 0;
  private turn = 0;

  constructor(
    private readonly model: OpenModel,
    private readonly options: ChatOptions = {},
  ) {
    this.reset();
  }

  /** Forgets what was said. */
  reset(): void {
    const { system } = this.options;
    this.messages = system === undefined ? [] : [{ role: "system", content: system }];
    this.ids = [];
    this.covered = 0;
  }

  /**
   * Says something and waits for the answer. Where this fails the conversation is as it was before.
   *
   * @throws OptionError when the conversation is longer than the model's context; BoundaryError for a chat template
   *   that cannot be kept up with
   */
  async say(
    content: string,
    listening: Pick<SampleTextOptions, "signal" | "onText"> = {},
  ): Promise<SampledText> {
    const { system: _, seed = 1, tools = {}, templateOptions: given, ...parameters } = this.options;
    const templateOptions = templateOptionsOf(this.model, given);
    const messages: Message[] = [...this.messages, { role: "user", content }];
    const seen = { ids: this.ids, covered: this.covered, tools, templateOptions };
    const ids = [...this.ids, ...observedIds(this.model.tokenizer, messages, seen)];
    const [answer] = await sampleText(this.model, {
      ...parameters,
      ...listening,
      prompt: Int32Array.from(ids),
      seed: seed + this.turn++,
    });
    this.messages = [...messages, { role: "assistant", content: answer.text }];
    this.ids = [...ids, ...answer.ids];
    this.covered = this.messages.length;
    return answer;
  }
}
