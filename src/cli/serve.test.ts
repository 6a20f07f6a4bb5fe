import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIXTURES } from "../language/fixtures.conformance.js";
import { openTrainedModel } from "../trained/trained-model.js";
import { train } from "../training/train.js";
import { selfplay } from "./testing.conformance.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "selfplay-serve-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const CHECKPOINT = join(FIXTURES, "qwen2");

/** A run that is over as soon as it has begun. */
async function trained(
  name: string,
  settings: Readonly<Record<string, string | number>>,
  policy?: { readonly checkpoint: string },
): Promise<string> {
  const out = join(folder, name);
  const common = {
    pretrainSteps: 0,
    sftSteps: 1,
    showBatch: 2,
    rlSteps: 0,
    evaluationExamples: 1,
    evaluations: 1,
    maxTokens: 8,
  };
  const run = train({
    environment: "addition",
    environmentOptions: { shown: 1, digits: 2 },
    algorithm: { kind: "language", settings: { ...common, ...settings } },
    out,
    ...(policy && { policy }),
  });
  for await (const _ of run);
  return out;
}

/** Runs the command until it has been asked something and was told to stop. */
async function served(args: readonly string[], ask: (client: OpenAI, printed: string) => Promise<unknown>) {
  let asked: Promise<unknown> | undefined;
  const outcome = await selfplay(["serve", ...args, "--port", "0", "--threads", "1"], {
    onOutput(stdout, kill) {
      const url = /answers at (http:\S+\/v1);/.exec(stdout)?.[1];
      if (url === undefined || !stdout.includes("    -d ") || asked !== undefined) return;
      const client = new OpenAI({ baseURL: url, apiKey: "secret", maxRetries: 0 });
      asked = ask(client, stdout).finally(() => kill("SIGINT"));
      // What it throws is seen below, after the command has ended.
      asked.catch(() => undefined);
    },
  });
  await asked;
  expect(asked).toBeDefined();
  return outcome;
}

describe("selfplay serve", () => {
  test("names the flag for another port where one is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const { status, stderr } = await selfplay(["serve", CHECKPOINT, "--port", String(port)]);
    taken.close();
    expect([status, stderr]).toEqual([
      1,
      `error: port ${port} is taken on 127.0.0.1; choose another one with --port\n`,
    ]);
  });

  test("answers with the model of a run until Ctrl-C, and tells of every request", async () => {
    const run = await trained("sums", { preset: "tiny" });
    const { status, stdout, stderr } = await served([run], async (client, printed) => {
      expect(printed).toMatch(/"model":"sums","messages":\[\{"role":"user","content":"[\d.]+\+[\d.]+="/);
      const answer = await client.chat.completions.create({
        model: "sums",
        messages: [{ role: "user", content: "1+2=" }],
        max_tokens: 3,
      });
      expect(answer.usage!.completion_tokens).toBeGreaterThan(0);
      await expect(client.models.retrieve("other")).rejects.toMatchObject({ status: 404 });
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^200 POST \/v1\/chat\/completions \d+\.\d\d s, \d+ \+ \d tokens$/m);
    expect(stdout).toMatch(/^404 GET \/v1\/models\/other .*: model: expected \\"sums\\"/m);
    expect(stdout.trimEnd()).toMatch(/\nstopping$/);
  }, 180_000);

  test("of a checkpoint, for clients that know the token", async () => {
    const args = [CHECKPOINT, "--token", "secret", "--quiet"];
    const { status, stdout } = await served(args, async (client, printed) => {
      expect(printed).toContain("-H 'Authorization: Bearer TOKEN'");
      expect((await client.models.list()).data.map(({ id }) => id)).toEqual(["qwen2"]);
      const other = new OpenAI({ baseURL: client.baseURL, apiKey: "wrong", maxRetries: 0 });
      await expect(other.models.list()).rejects.toMatchObject({ status: 401 });
    });
    expect(status).toBe(0);
    expect(stdout).not.toMatch(/secret|GET/);
  });

  test("with a variable of the chat template, where a request does not say otherwise", async () => {
    const model = join(folder, "thinker");
    cpSync(CHECKPOINT, model, { recursive: true });
    const template =
      "{% for m in messages %}{{ m.content }}{% endfor %}{% if loud %} Say it loud.{% endif %}";
    writeFileSync(join(model, "chat_template.jinja"), template);
    const { status } = await served([model, "--template-option", "loud=true"], async (client) => {
      const asked = async (more: object) => {
        const messages = [{ role: "user", content: "Hello" }] as const;
        const request = { model: "thinker", messages: [...messages], max_tokens: 1, ...more };
        return (await client.chat.completions.create(request)).usage!.prompt_tokens;
      };
      const quiet = await asked({ chat_template_kwargs: { loud: false } });
      expect(await asked({})).toBeGreaterThan(quiet);
    });
    expect(status).toBe(0);
  });

  test.each<[string, string[], number, RegExp]>([
    ["no run", ["nowhere"], 2, /nowhere/],
    ["an open address without a token", [CHECKPOINT, "--host", "0.0.0.0"], 2, /--token: expected one/],
    ["a port", [CHECKPOINT, "--port", "99999"], 2, /^error: --port: expected a whole number from 0 to 65535/],
  ])("%s ends it with a reason", async (_, args, status, reason) => {
    const outcome = await selfplay(["serve", ...args]);
    expect(outcome.status).toBe(status);
    expect(outcome.stderr).toMatch(reason);
  });
});

test("a run that trained an adapter is opened with the checkpoint below it", async () => {
  const run = await trained("adapted", { lora: 2 }, { checkpoint: CHECKPOINT });
  const model = await openTrainedModel(run, { threads: 1 });
  expect(model.adapter).toBe("run");
  const promptIds = model.tokenizer.encode("1+2=");
  const request = { promptIds, seed: 1, parameters: { maxTokens: 3 } };
  const [{ sequences }] = await model.engine.sample([request], { adapter: "run" });
  expect(sequences[0].ids.length).toBeGreaterThan(0);
  await model.close();
}, 180_000);
