import type { Message } from "../../environments/text/message.js";
import type { RecordedMessage, TokenSequence } from "./text-episode-record.js";
import type { Answer } from "./text-policy.js";

/** What each player was told and said, in messages and in tokens. */
export class Conversations {
  /** Of all players, in the order in which they were said. */
  readonly messages: RecordedMessage[] = [];
  readonly players: readonly Conversation[];

  constructor(players: number) {
    this.players = Array.from({ length: players }, () => new Conversation());
  }

  add(player: number, ...messages: readonly Message[]): void {
    this.players[player].messages.push(...messages);
    this.messages.push(...messages.map((message) => ({ ...message, player })));
  }

  /** Adds an answer as a message and its tokens. */
  addAnswer(player: number, answer: Answer): Message {
    const { content, toolCalls = [] } = answer;
    const message: Message = {
      role: "assistant",
      content,
      ...(toolCalls.length > 0 && { toolCalls }),
    };
    this.add(player, message);
    this.players[player].addTokens(answer);
    return message;
  }

  sequences(): TokenSequence[] {
    return this.players.map(({ ids, mask, logprobs, told }) => ({
      ids,
      mask,
      logprobs: told ? logprobs : [],
    }));
  }
}

/** One player's conversation. */
class Conversation {
  readonly messages: Message[] = [];
  readonly ids: number[] = [];
  readonly mask: (0 | 1)[] = [];
  readonly logprobs: number[] = [];
  /** Whether the policy told the log-probabilities of all that it sampled. */
  told = true;
  /** Messages that {@link ids} stands for. */
  covered = 0;

  addTokens({ observedIds = [], ids, logprobs }: Answer): void {
    if (ids === undefined) return;
    if (logprobs === undefined) this.told = false;
    for (const id of Array.from(observedIds)) this.push(id, 0, 0);
    for (const [i, id] of Array.from(ids).entries()) this.push(id, 1, logprobs?.[i] ?? 0);
    this.covered = this.messages.length;
  }

  private push(id: number, sampled: 0 | 1, logprob: number): void {
    this.ids.push(id);
    this.mask.push(sampled);
    // Nine digits tell all float32 numbers apart; the rest would only make files longer.
    this.logprobs.push(Number(logprob.toPrecision(9)));
  }
}
