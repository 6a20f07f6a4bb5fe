import type { Asked } from "../scenario/asked.js";

const DEFAULT_MINUTES = {
  nothing: "10; of a language model until its steps are made",
  game: "10",
  text: "until its steps are made",
  checkpoint: "until its steps are made",
} as const satisfies Record<Asked["kind"] | "checkpoint", string>;

/** Examples at the end of the help. */
const EXAMPLES = {
  nothing: [
    ["selfplay train connect-four --minutes 10", "the landmark: mastery of Connect Four by self-play"],
    ["selfplay train addition", "a small language model learns to add longer numbers than it was shown"],
    ["selfplay train ./my-task.ts", "a game or a text environment of your own"],
    ["selfplay train Qwen2.5-0.5B --environment countdown --lora 16", "a checkpoint on disk"],
    ["selfplay train connect-four --watch", "with the dashboard to look at meanwhile"],
    ["selfplay train connect-four --help", "every setting of AlphaZero, as it is for that game"],
    ["selfplay train addition --help", "every setting of training a language model, and of that recipe"],
  ],
  game: [
    ["selfplay train connect-four --minutes 10", "the landmark: mastery of Connect Four"],
    ["selfplay train tic-tac-toe --minutes 1", "the smallest one"],
    ["selfplay train othello --size 6 --simulations 64", "a smaller board, a deeper search"],
    ["selfplay train ./my-game.ts --out runs/mine", "a game of your own"],
    ["selfplay train ./my-game.ts --out runs/mine --resume", "go on with it"],
  ],
  text: [
    ["selfplay train addition", "the recipe as it was measured"],
    ["selfplay train addition --digits 6 --rl-steps 300", "shorter sums, less practice"],
    ["selfplay train countdown --algorithm expert-iteration", "another algorithm"],
    ["selfplay train ./my-task.ts --preset compact", "a text environment of your own, a larger model"],
    ["selfplay train Qwen2.5-0.5B --environment countdown --lora 16", "a checkpoint on disk"],
    ["selfplay train addition --resume", "go on with the newest run of it"],
  ],
  checkpoint: [
    ["selfplay train CHECKPOINT --environment countdown", "better at countdown"],
    ["selfplay train CHECKPOINT --environment countdown --lora 16", "by an adapter, in less memory"],
    ["selfplay train CHECKPOINT --environment ./my-task.ts", "a text environment of your own"],
    ["selfplay train CHECKPOINT --environment countdown --help", "the options of that environment as well"],
  ],
} as const satisfies Record<Asked["kind"] | "checkpoint", readonly (readonly [string, string])[]>;

/** What the command does, for what is asked for. */
export function trainDescription(asked: Asked): string {
  const stops = "Ctrl-C saves the run and says how to go on with it.";
  if (asked.kind === "game")
    return `Learns a game by playing against itself, from nothing but its rules. ${stops}`;
  if (asked.kind === "text")
    return (
      "Trains a language model in stages: it is shown demonstrations, where it is a new one, and then gets better by " +
      `trying, being checked, and learning from that. ${stops}`
    );
  if (asked.checkpoint !== undefined)
    return (
      "Trains the language model of a checkpoint: it gets better by trying, being checked, and learning from that. What " +
      "it practises is not said yet: --environment is needed, and what stands there may have options of its own, which " +
      `\`selfplay train ${asked.checkpoint} --environment NAME --help\` tells. ${stops}`
    );
  return (
    "Learns a game by self-play (AlphaZero), or trains a language model in a text environment. Which options there " +
    `are besides these depends on what is trained: \`selfplay train SCENARIO --help\` tells them. ${stops}`
  );
}

/** How long is trained where nothing is said. */
export function defaultMinutes(asked: Asked): string {
  return DEFAULT_MINUTES[formOf(asked)];
}

export function trainExamples(asked: Asked): readonly (readonly [command: string, purpose: string])[] {
  return EXAMPLES[formOf(asked)];
}

function formOf(asked: Asked): Asked["kind"] | "checkpoint" {
  return asked.kind === "nothing" && asked.checkpoint !== undefined ? "checkpoint" : asked.kind;
}
