import { once } from "node:events";
import { basename, resolve } from "node:path";
import { type Command, Option } from "commander";
import { templateOptionsOf } from "../../language/tokenizer/template-variables.js";
import type { TemplateOptions } from "../../language/tokenizer/tokenizer.js";
import { scenarioOfRun } from "../../scenarios/text-scenario.js";
import type { ModelServer, RequestReport } from "../../serve/index.js";
import { MOST_WORKERS } from "../../threads/workers.js";
import { folderKind } from "../../trained/model-folder.js";
import { examplePrompt } from "../example-prompt.js";
import { examples } from "../examples.js";
import { count } from "../format.js";
import { interrupt } from "../interrupt.js";
import { whole } from "../numbers.js";
import { openModelAt } from "../open-model.js";
import { createOutput, type Output } from "../output.js";
import { openExistingRun } from "../runs.js";
import { templateOption } from "../template-variable.js";

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly cors?: readonly string[];
  readonly stage?: string;
  readonly templateOption?: TemplateOptions;
  readonly threads?: number;
  readonly quiet?: true;
}

export function addServe(program: Command): void {
  const command = program
    .command("serve")
    .summary("answer the OpenAI protocol with a language model")
    .description(
      "Serves a language model, of a run or of a checkpoint's folder, over HTTP as OpenAI does: chat completions with " +
        "streaming, log-probabilities and tools, plain completions, the list of models. Clients call the model by the " +
        "name of its directory. Answers are drawn as the request says, else as the model's generation_config.json; a variable of the chat template " +
        "too is the request's, else the one given here. Ctrl-C lets the answers that are under way end.",
    )
    .argument("<run>", "directory of the run, or of a checkpoint")
    .option("--host <address>", "address to listen on; any but this machine's own needs a token", "127.0.0.1")
    .option("--port <n>", "port to listen on, 0 for any that is free", whole(0), 8000)
    .addOption(new Option("--token <text>", "what clients must send as their API key").env("SELFPLAY_TOKEN"))
    .option("--cors <origin...>", "web pages that may ask, such as http://localhost:3000")
    .option("--stage <name>", "the model that this stage of the run ended with (default the newest)")
    .addOption(templateOption())
    .option("--threads <n>", "cores to use (default all)", whole(1, MOST_WORKERS))
    .option("--quiet", "print no line for each request")
    .action(serveAction);
  examples(command, [
    ["selfplay serve runs/addition-1", "the newest model of that run, for programs of this machine"],
    ["selfplay serve Qwen2.5-0.5B --port 9000", "a checkpoint on disk"],
    [
      "selfplay serve runs/addition-1 --host 0.0.0.0 --token SECRET",
      "for other machines, which must know the token",
    ],
  ]);
}

async function serveAction(path: string, flags: Flags): Promise<void> {
  const { host, port, token, cors, stage, threads, quiet, templateOption } = flags;
  const output = createOutput();
  const { createServer } = await import("../../serve/index.js");
  const model = await openModelAt(path, {
    ...(threads !== undefined && { threads }),
    ...(stage !== undefined && { stage }),
  });
  const id = basename(resolve(path));
  try {
    const templateOptions = templateOptionsOf(model, templateOption);
    const server = await createServer(
      { ...model, id, templateOptions },
      {
        host,
        port,
        ...(token !== undefined && { token }),
        ...(cors && { cors }),
        ...(!quiet && { onRequest: (report) => output.line(requestLine(output, report)) }),
      },
    );
    const prompt = (await promptOf(path)) ?? "Hello";
    const parameters = model.engine.parameters.total;
    output.line(welcome(output, server, { id, parameters, token, prompt }));
    await untilStopped(server, output);
  } finally {
    await model.close();
  }
}

/** Serves until Ctrl-C; what is under way then may end, a second Ctrl-C ends it too. */
async function untilStopped(server: ModelServer, output: Output): Promise<void> {
  const stop = interrupt(() => undefined);
  await once(stop.signal, "abort");
  const { running } = server;
  output.line(running === 0 ? "stopping" : `stopping; requests that are still answered: ${running}`);
  const { aborted } = await server.close();
  if (aborted > 0) output.line(`broken off: ${aborted}`);
  stop.dispose();
}

interface Served {
  readonly id: string;
  readonly parameters: number;
  readonly token: string | undefined;
  /** What it may be asked. */
  readonly prompt: string;
}

/** An example of what a run practises; undefined for a checkpoint. */
async function promptOf(path: string): Promise<string | undefined> {
  if ((await folderKind(path)) === "checkpoint") return undefined;
  const scenario = await scenarioOfRun(await openExistingRun(path)).catch(() => undefined);
  return scenario && examplePrompt(scenario);
}

function welcome({ colours }: Output, { url }: ModelServer, served: Served): string {
  const { id, parameters, token, prompt } = served;
  const body = JSON.stringify({ model: id, messages: [{ role: "user", content: prompt }], max_tokens: 50 });
  const key = token === undefined ? "" : `-H 'Authorization: Bearer TOKEN' `;
  // An address that stands for all of a machine is none that can be asked.
  const address = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
  return [
    `${colours.bold(id)} (${count(parameters)} parameters) answers at ${colours.bold(url)}; Ctrl-C stops it`,
    "",
    `  curl ${address}/chat/completions ${key}-H 'Content-Type: application/json' \\`,
    `    -d ${quoted(body)}`,
    "",
  ].join("\n");
}

/** As a POSIX shell reads it. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function requestLine({ colours }: Output, report: RequestReport): string {
  const { method, path, status, seconds, tokens, error } = report;
  const counted = tokens ? `, ${tokens.prompt} + ${tokens.completion} tokens` : "";
  const colour = status < 400 ? colours.green : colours.red;
  // What a client wrote must not steer the terminal.
  const shown = JSON.stringify(path).slice(1, -1);
  const why = error ? `: ${JSON.stringify(error.message).slice(1, -1)}` : "";
  return `${colour(String(status))} ${method} ${shown} ${seconds.toFixed(2)} s${counted}${why}`;
}
