// Vault: two locks, each opened by a square. What the second asks is told only to who has opened the first.
import { generatedTask, lastInteger, type Message, outcomeOf } from "selfplay/environments";

const asks = (lock: number) => `square of ${lock}?`;
/** A call of the tool and, when it has been run, what is said to the lock. */
const solve = (lock: number): Message[] => [
  { role: "assistant", content: "", toolCalls: [{ id: "call-1", name: "square", input: { x: lock } }] },
  { role: "assistant", content: String(lock ** 2) },
];
const square = {
  description: "Squares a number.",
  inputSchema: { type: "object", properties: { x: { type: "number" } }, required: ["x"] },
  execute: ({ x }: { x: number }) => String(x ** 2),
};

export default generatedTask<{ first: number; second: number }>(
  {
    name: "vault",
    tools: { square },
    generate: (random) => ({ first: random.integer(1000), second: random.integer(1000) }),
    id: ({ first, second }) => `${first}, ${second}`,
    // What is asked first in a held-out problem is in none that is learnt from.
    family: ({ first }) => String(first),
    ask: ({ first }) => asks(first),
    demonstrate: ({ first, second }) => [...solve(first), ...solve(second)],
  },
  {},
  ({ first, second }, opening) => {
    let opened = 0;
    return {
      opening,
      answer({ content }) {
        const right = lastInteger(content) === String((opened === 0 ? first : second) ** 2);
        if (right) opened++;
        if (right && opened < 2) return { done: false, messages: [{ role: "user", content: asks(second) }] };
        return { done: true, outcome: outcomeOf({ solved: right, progress: opened / 2 }) };
      },
    };
  },
);
