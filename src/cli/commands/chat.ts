import type { Command } from "commander";
import { TalkSession } from "../chat/talk-session.js";
import { examples } from "../examples.js";
import { modelWords, openModelAt, toolsAt } from "../open-model.js";
import { createOutput } from "../output.js";
import { LineReader } from "../play/line-reader.js";
import { addSamplingFlags, type SamplingFlags, samplingOf } from "../sampling-flags.js";
import { unknownWarning } from "../unknown-in-text.js";

export function addChat(program: Command): void {
  const command = program
    .command("chat")
    .summary("talk to a language model")
    .description(
      "A conversation at the terminal with the model of a run or of a checkpoint's folder. /reset begins anew, /help tells " +
        "what else there is. What is said may come from a pipe, a line each.",
    )
    .argument("<run>", "directory of the run, or of a checkpoint")
    .option("--system <text>", "said before everything else");
  addSamplingFlags(command);
  command.action(async (path: string, flags: SamplingFlags & { readonly system?: string }) => {
    const { stage, system } = flags;
    const model = await openModelAt(path, stage === undefined ? {} : { stage });
    const output = createOutput();
    const tools = await toolsAt(path, output);
    const reader = new LineReader(process.stdin, process.stdout);
    try {
      const { ChatSession } = await import("../../trained/chat-session.js");
      const options = { ...samplingOf(flags), tools, ...(system !== undefined && { system }) };
      const session = new ChatSession(model, options);
      const unknown = (said: string) => unknownWarning(model.tokenizer, "what was said", said);
      const named = Object.keys(tools).join(", ");
      if (named !== "")
        output.line(`It is told of its tools (${named}); what it calls is shown and not carried out.`);
      await new TalkSession(session, reader, output, unknown).run(modelWords(model, stage));
    } finally {
      reader.close();
      await model.close();
    }
  });
  examples(command, [
    ["selfplay chat runs/addition-1", "type what it is asked"],
    ["selfplay chat runs/addition-1 --temperature 0", "its most likely answers"],
    ["selfplay chat Qwen2.5-0.5B --system 'Answer in one word.'", "a checkpoint on disk"],
  ]);
}
