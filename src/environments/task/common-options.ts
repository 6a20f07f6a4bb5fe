import type { TextEnvironment } from "../text/text-environment.js";
import { choice, integer, number, type TaskOptions } from "./options.js";

/** How a problem is put and paid, and which ones are drawn: settings of every built-in task and every recipe. */
export const FORM_OPTIONS = {
  style: choice("plain: terse prompts for tiny models; chat: instructions in words", ["plain", "chat"]),
  seed: integer("other examples for another seed", { from: 0, to: 2 ** 32 - 1, default: 0 }),
  formatReward: number("paid for an answer in the form asked for, solved or not", {
    from: 0,
    to: 1,
    default: 0,
  }),
  progressReward: number("paid for an answer that is right, a share of it for one that is right in part", {
    from: 0,
    to: 1,
    default: 0,
  }),
};

/** The settings that every built-in task has. */
export function commonOptions(difficulty: {
  /** What the number counts. */
  readonly of: string;
  readonly to: number;
  readonly default: number;
}) {
  const { of, to, default: fallback } = difficulty;
  return {
    difficulty: integer(`${of}, 1 to ${to}`, { from: 1, to, default: fallback }),
    easiest: integer(
      "examples are of this difficulty up to `difficulty`; if not given, all are of `difficulty`",
      {
        from: 1,
        to,
      },
    ),
    ...FORM_OPTIONS,
  };
}

/** The same settings of an environment that a file's function makes; when they are not given they are as it made them. */
export function ownOptions({ options = {} }: TextEnvironment): TaskOptions {
  const specs = commonOptions({ of: "as `generate` takes it", to: HARDEST, default: 1 });
  const own = Object.entries(specs).map(([name, spec]) => [
    name,
    options[name] === undefined ? spec : { ...spec, default: options[name] },
  ]);
  return Object.fromEntries(own);
}

/** What a difficulty means is known to the environment alone. */
const HARDEST = 1_000_000;
