/** Special tokens of the tokenisers made here, the first ids of each in this order. */
export const SPECIAL_TOKENS = [
  "<|pad|>",
  "<|endoftext|>",
  "<|system|>",
  "<|user|>",
  "<|assistant|>",
  "<|tool|>",
  "<|end|>",
] as const;

/** Tokens that stand in texts and are written when ids are decoded, after the special ones. */
export const TEXT_TOKENS = ["<tool_call>", "</tool_call>"] as const;

/** Which special token is used for what, in the names of `tokenizer_config.json`. */
export const SPECIAL_TOKEN_NAMES = {
  pad_token: "<|pad|>",
  eos_token: "<|end|>",
} as const satisfies Record<string, (typeof SPECIAL_TOKENS)[number]>;

/** Tokens that end an answer; the second one stands between the texts of pre-training. */
export const END_TOKENS = [
  "<|end|>",
  "<|endoftext|>",
] as const satisfies readonly (typeof SPECIAL_TOKENS)[number][];

/**
 * Chat template of the tokenisers made here: one token for the role, the content, one token for the end. What stands
 * before an answer, with the generation prompt, is a prefix of the conversation that has the answer in it. Tools are
 * listed at the end of the system's message; calls are written as in the Hermes and Qwen formats.
 */
export const CHAT_TEMPLATE = `
{%- macro tool_list() %}
{{- '# Tools\\n\\nTo call one, write <tool_call>\\n{"name": …, "arguments": {…}}\\n</tool_call>' }}
{%- for tool in tools %}{{- '\\n' + (tool.function | tojson) }}{%- endfor %}
{%- endmacro %}
{%- if tools and messages[0].role != 'system' %}{{- '<|system|>' + tool_list() + '<|end|>' }}{%- endif %}
{%- for message in messages %}
{%- if message.role not in ['system', 'user', 'assistant', 'tool'] %}
{{- raise_exception('a message has the unknown role ' + message.role) }}
{%- endif %}
{{- '<|' + message.role + '|>' + message.content }}
{%- if tools and loop.first and message.role == 'system' %}
{{- ('\\n\\n' if message.content else '') + tool_list() }}
{%- endif %}
{%- for call in message.tool_calls or [] %}
{{- '<tool_call>\\n{"name": ' + (call.function.name | tojson) + ', "arguments": ' }}
{{- (call.function.arguments | tojson) + '}\\n</tool_call>' }}
{%- endfor %}
{{- '<|end|>' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|assistant|>' }}{%- endif %}`.trimStart();
