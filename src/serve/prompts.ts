import { CheckpointError } from "../errors.js";
import { ApiError } from "./protocol/api-error.js";
import type { ChatRequest } from "./protocol/chat-request.js";
import type { CompletionRequest } from "./protocol/completion-request.js";
import type { ServedModel } from "./served-model.js";

/**
 * The conversation as the model's chat template writes it, up to where the answer begins.
 * @throws ApiError 400 when the template refuses it or it is too long
 */
export function chatPrompt(
  model: ServedModel,
  { messages, tools, templateOptions }: ChatRequest,
): Int32Array {
  const { tokenizer } = model;
  let conversation: Int32Array;
  try {
    const options = {
      addGenerationPrompt: true,
      templateOptions: { ...model.templateOptions, ...templateOptions },
      ...(tools && { tools: tools.tools }),
    };
    conversation = tokenizer.encodeChat(messages, options);
  } catch (cause) {
    if (!(cause instanceof CheckpointError && cause.code === "CHAT_TEMPLATE")) throw cause;
    const message = `messages: ${cause.message}`;
    throw new ApiError(400, message, { code: "invalid_value", param: "messages", cause });
  }
  const opening = tools ? tokenizer.encode(tools.opening) : [];
  return fitting(model, Int32Array.from([...conversation, ...opening]), "messages");
}

/** @throws ApiError 400 for a prompt that is empty, too long, or has ids that are none */
export function completionPrompts(model: ServedModel, { prompts }: CompletionRequest): readonly Int32Array[] {
  return prompts.map((prompt, i) => {
    const param = prompts.length > 1 ? `prompt[${i}]` : "prompt";
    if (typeof prompt === "string")
      return fitting(model, model.tokenizer.encode(prompt, { special: true }), param);
    const strange = prompt.find((id) => id >= model.engine.vocabulary);
    if (strange !== undefined) {
      const message = `${param}: expected ids from 0 to ${model.engine.vocabulary - 1}, found ${strange}`;
      throw new ApiError(400, message, { code: "invalid_value", param });
    }
    return fitting(model, Int32Array.from(prompt), param);
  });
}

function fitting({ engine }: ServedModel, ids: Int32Array, param: string): Int32Array {
  if (ids.length === 0) {
    throw new ApiError(400, `${param}: expected at least one token, found none`, {
      code: "invalid_value",
      param,
    });
  }
  if (ids.length < engine.contextLength) return ids;
  const message =
    `${param}: this model's context length is ${engine.contextLength} tokens, and an answer needs one at least; ` +
    `found ${ids.length} tokens`;
  throw new ApiError(400, message, { code: "context_length_exceeded", param });
}
