import { text as wholeText } from "node:stream/consumers";
import type { Command } from "commander";
import type { Message } from "../../environments/text/message.js";
import type { SampledText } from "../../trained/sample-text.js";
import type { TrainedModel } from "../../trained/trained-model.js";
import { examples } from "../examples.js";
import { interrupt } from "../interrupt.js";
import { whole } from "../numbers.js";
import { openModelAt, toolsAt } from "../open-model.js";
import { createOutput, type Output } from "../output.js";
import { addSamplingFlags, type SamplingFlags, samplingOf } from "../sampling-flags.js";
import { unknownWarning } from "../unknown-in-text.js";
import { UsageError } from "../usage-error.js";

interface Flags extends SamplingFlags {
  readonly prompt: string;
  readonly system?: string;
  readonly raw?: true;
  readonly samples?: number;
  readonly json?: true;
}

export function addSample(program: Command): void {
  const command = program
    .command("sample")
    .summary("ask a language model for an answer")
    .description(
      "Asks a language model, of a run or of a checkpoint's folder, and prints its answer while it is drawn. The prompt " +
        "is a message of a conversation, written as the model was trained on; with --raw a text that it goes on with.",
    )
    .argument("<run>", "directory of the run, or of a checkpoint")
    .requiredOption("--prompt <text>", "what it is asked; - reads it from the standard input")
    .option("--system <text>", "said before the prompt")
    .option("--raw", "go on with the prompt as it stands, without the chat template")
    .option("--samples <n>", "answers to draw (default 1)", whole(1));
  addSamplingFlags(command);
  command
    .option("--json", "print one JSON object, with token ids and log-probabilities")
    .action((path: string, flags: Flags) => sampleAction(path, flags));
  examples(command, [
    ["selfplay sample runs/sorting-1 --prompt 'sort 8 30 95 1 42:'", "an answer, as likely as it is"],
    [
      "selfplay sample runs/sorting-1 --prompt 'sort 8 30 95 1 42:' --temperature 0",
      "the most likely answer",
    ],
    [
      "selfplay sample runs/sorting-1 --prompt 'sort 8 30 95 1 42:' --samples 4 --json",
      "four, with log-probabilities",
    ],
    [
      "selfplay sample runs/sorting-1 --prompt 'sort 8 30 95 1 42:' --stage sft",
      "the model before it practised",
    ],
    [
      "selfplay sample Qwen2.5-0.5B --prompt 'Once upon' --raw --max-tokens 50",
      "a checkpoint goes on with a text",
    ],
  ]);
}

async function sampleAction(path: string, flags: Flags): Promise<void> {
  const { raw, system, json, samples = 1, stage } = flags;
  if (raw && system !== undefined) throw new UsageError("--raw and --system: give one of them");
  const output = createOutput({ json: json === true });
  // A text file ends with the end of a line, which is no part of what is asked.
  const written =
    flags.prompt === "-" ? (await wholeText(process.stdin)).replace(/\r?\n$/, "") : flags.prompt;
  const model = await openModelAt(path, stage === undefined ? {} : { stage });
  const tools = raw ? {} : await toolsAt(path, output);
  const warning = unknownWarning(model.tokenizer, "the prompt", `${system ?? ""}${written}`);
  if (warning !== undefined) output.warn(warning);
  const stop = interrupt(() => undefined);
  try {
    const { sampleText } = await import("../../trained/sample-text.js");
    const streams = samples === 1 && !json;
    const answers = await sampleText(model, {
      ...samplingOf(flags),
      prompt: raw ? written : messages(written, system),
      tools,
      samples,
      signal: stop.signal,
      ...(streams && { onText: (piece: string) => void output.stream.write(piece) }),
    });
    if (streams) {
      output.line();
      if (answers[0].stopReason === "length") output.warn(cutOff(answers[0]));
    } else
      output.result(inJson(model, stage, written, answers), () =>
        answers.map((answer, i) => inWords(output, answer, i)).join("\n\n"),
      );
  } finally {
    stop.dispose();
    await model.close();
  }
}

function cutOff({ ids }: SampledText): string {
  return `the answer was cut off after ${ids.length} tokens, by --max-tokens or the end of the model's context`;
}

function messages(prompt: string, system: string | undefined): Message[] {
  const asked: Message = { role: "user", content: prompt };
  return system === undefined ? [asked] : [{ role: "system", content: system }, asked];
}

function inWords({ colours }: Output, { text, logprobs, stopReason }: SampledText, index: number): string {
  const ended = stopReason === "stop" ? "" : stopReason === "length" ? ", cut off" : ", stopped";
  const sum = logprobs.reduce((total, logprob) => total + logprob, 0);
  const head = `answer ${index + 1} (${logprobs.length} tokens${ended}, log-probability ${sum.toFixed(2)})`;
  return `${colours.bold(head)}\n${text}`;
}

function inJson(
  { path, step, tokenizer }: TrainedModel,
  stage: string | undefined,
  prompt: string,
  answers: readonly SampledText[],
): object {
  return {
    run: path,
    ...(step !== undefined && { step }),
    ...(stage !== undefined && { stage }),
    prompt,
    samples: answers.map(({ text, ids, logprobs, stopReason }) => ({
      text,
      stopReason,
      tokens: Array.from(ids, (id, i) => ({
        id,
        text: tokenizer.decode([id], { special: true }),
        logprob: logprobs[i],
      })),
    })),
  };
}
