import type { RecordedMessage } from "../../../rollout/text/text-episode-record.js";
import type { SampledToken } from "./answers.js";
import type { TokenMeasure } from "./token-shade.js";
import { Tokens } from "./tokens.js";

interface TurnProps {
  readonly message: RecordedMessage;
  readonly tokens: readonly SampledToken[] | undefined;
  readonly measure: TokenMeasure;
  /** The advantage or the reward of the speaker. */
  readonly value: number;
  /** Where there are several players: which one this conversation is of. */
  readonly speaker: string | undefined;
}

const SPEAKERS = { system: "System", user: "Environment", assistant: "Model", tool: "Tool" } as const;

/** A message: who says it, what, and the tools that are called. */
export function Turn({ message, tokens, measure, value, speaker }: TurnProps) {
  const { role, content, toolCalls = [], name } = message;
  return (
    <li class={`turn turn-${role}`}>
      <p class="turn-speaker">
        {SPEAKERS[role]}
        {name && ` · ${name}`}
        {speaker && ` · ${speaker}`}
      </p>
      {tokens ? (
        <Tokens {...{ tokens, measure, value }} />
      ) : (
        <p class="turn-content">{content || <span class="muted">(nothing said)</span>}</p>
      )}
      {toolCalls.map((call) => (
        <div class="tool-call" key={call.id}>
          <p class="turn-speaker">Calls {call.name}</p>
          <pre>{JSON.stringify(call.input, null, 2)}</pre>
        </div>
      ))}
    </li>
  );
}
