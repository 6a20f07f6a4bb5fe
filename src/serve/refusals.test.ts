import { request } from "node:http";
import { text as wholeText } from "node:stream/consumers";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServer } from "./server.js";
import { characterModel, clientOf, type Serving, serving, until } from "./testing.conformance.js";

let model: Awaited<ReturnType<typeof characterModel>>;
let here: Serving;
let guarded: Serving;
beforeAll(async () => {
  model = await characterModel(128);
  here = await serving(model, { maxBodyBytes: 2000, maxAnswers: 8, cors: ["http://page.test"] });
  guarded = await serving(model, { token: "open sesame" });
}, 60_000);
afterAll(async () => {
  await here.server.close();
  await guarded.server.close();
  await model.engine.close();
});

const messages = [{ role: "user", content: "Hi" }];
const tool = (name: string) => ({ type: "function", function: { name } });

/** Sends what the client's types would not let through. */
const send = (body: object, path = "/chat/completions") =>
  here.client.post(path, { body: { model: "tiny", max_tokens: 2, ...body } });

describe("a field that is wrong, unknown or not supported is named", () => {
  test.each<[string, object, string, RegExp]>([
    ["no messages", {}, "messages", /at least one message, found nothing/],
    ["a role", { messages: [{ role: "boss", content: "" }] }, "messages[0].role", /system.*found "boss"/],
    ["no content", { messages: [{ role: "user" }] }, "messages[0].content", /found nothing/],
    [
      "a picture",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] },
      "messages[0].content[0].type",
      /"text", the only kind.*found "image_url"/,
    ],
    ["temperature", { messages, temperature: 3 }, "temperature", /from 0 to 2, found 3/],
    ["n", { messages, n: 1.5 }, "n", /whole number from 1 to 128, found 1.5/],
    ["more answers than may be", { messages, n: 9 }, "n", /at most 8 answers.*found 9/],
    ["stop", { messages, stop: [""] }, "stop", /texts of 1 to 256 characters/],
    ["seed", { messages, seed: "x" }, "seed", /whole number.*found "x"/],
    ["max_tokens", { messages, max_tokens: 0 }, "max_tokens", /from 1.*found 0/],
    ["stream_options", { messages, stream_options: {} }, "stream_options", /stream is not true/],
    ["top_logprobs alone", { messages, top_logprobs: 1 }, "top_logprobs", /logprobs is not true/],
    ["too many", { messages, logprobs: true, top_logprobs: 21 }, "top_logprobs", /from 0 to 20/],
    ["penalties", { messages, presence_penalty: 1 }, "presence_penalty", /not supported; found 1/],
    ["a format", { messages, response_format: { type: "json_object" } }, "response_format", /only/],
    ["variables", { messages, chat_template_kwargs: [] }, "chat_template_kwargs", /an object, found/],
    ["a spelling", { messages, temprature: 1 }, "temprature", /no such field/],
    ["what objects inherit", { messages, constructor: 1 }, "constructor", /no such field/],
    ["a tool twice", { messages, tools: [tool("a"), tool("a")] }, "tools[1].function.name", /not taken/],
    ["a tool's name", { messages, tools: [tool("a b")] }, "tools[0].function.name", /letters/],
    [
      "a tool that is not there",
      { messages, tools: [tool("a")], tool_choice: tool("b") },
      "tool_choice.function.name",
      /one of a, found "b"/,
    ],
    ["a call without a tool", { messages, tool_choice: "required" }, "tool_choice", /there are no tools/],
    [
      "too long a conversation",
      { messages: [{ role: "user", content: "x".repeat(200) }] },
      "messages",
      /context length is 128 tokens.*found 203/,
    ],
  ])("%s", async (_, body, param, message) => {
    const failed = send(body);
    await expect(failed).rejects.toBeInstanceOf(OpenAI.BadRequestError);
    await expect(failed).rejects.toMatchObject({ status: 400, type: "invalid_request_error", param });
    await expect(failed).rejects.toThrow(message);
  });

  test.each<[string, object, string, RegExp]>([
    ["no prompt", {}, "prompt", /found nothing/],
    ["an id", { prompt: [1, 9999] }, "prompt", /ids from 0 to \d+, found 9999/],
    ["the second prompt", { prompt: ["x", ""] }, "prompt[1]", /at least one token/],
    ["echo", { prompt: "x", echo: true }, "echo", /not repeated/],
    ["best_of", { prompt: "x", best_of: 3 }, "best_of", /value of n/],
  ])("of a completion: %s", async (_, body, param, message) => {
    const failed = send(body, "/completions");
    await expect(failed).rejects.toMatchObject({ status: 400, param });
    await expect(failed).rejects.toThrow(message);
  });

  test("another model", async () => {
    const failed = here.client.chat.completions.create({ model: "gpt-4o", messages: [] as never[] });
    await expect(failed).rejects.toMatchObject({ status: 400, param: "messages" });
    const unknown = send({ model: "gpt-4o", messages });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: "model_not_found", param: "model" });
  });
});

/** A request without the client, headers and all. */
async function raw(
  { server }: Serving,
  path: string,
  { method = "GET", headers = {}, body = "" }: { method?: string; headers?: object; body?: string } = {},
) {
  const sent = request(new URL(path, server.url), { method, headers: { ...headers } });
  sent.end(body);
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) =>
    sent.once("response", resolve).once("error", reject),
  );
  const text = await wholeText(response);
  const parsed =
    text === "" ? undefined : (JSON.parse(text) as { error?: { code: string; message: string } });
  return { status: response.statusCode, headers: response.headers, error: parsed?.error };
}

const JSON_TYPE = { "Content-Type": "application/json" };

describe("a request that is none", () => {
  test.each<[string, string, Parameters<typeof raw>[2], number, string]>([
    ["another path", "/v2/chat", {}, 404, "not_found"],
    ["another method", "/v1/chat/completions", {}, 405, "method_not_allowed"],
    ["another type", "/v1/completions", { method: "POST", body: "{}" }, 415, "unsupported_media_type"],
    [
      "packed",
      "/v1/completions",
      { method: "POST", headers: { ...JSON_TYPE, "Content-Encoding": "gzip" }, body: "{}" },
      415,
      "unsupported_media_type",
    ],
    ["no JSON", "/v1/completions", { method: "POST", headers: JSON_TYPE, body: "{" }, 400, "invalid_json"],
    ["a list", "/v1/completions", { method: "POST", headers: JSON_TYPE, body: "[]" }, 400, "invalid_json"],
    [
      "deep",
      "/v1/completions",
      { method: "POST", headers: JSON_TYPE, body: `{"a":${"[".repeat(900)}${"]".repeat(900)}}` },
      400,
      "invalid_json",
    ],
    [
      "too large",
      "/v1/completions",
      { method: "POST", headers: JSON_TYPE, body: JSON.stringify({ prompt: "x".repeat(3000) }) },
      413,
      "request_too_large",
    ],
    [
      "too large, of a length that is not told",
      "/v1/completions",
      { method: "POST", headers: { ...JSON_TYPE, "Transfer-Encoding": "chunked" }, body: "x".repeat(3000) },
      413,
      "request_too_large",
    ],
  ])("%s", async (_, path, options, status, code) => {
    expect(await raw(here, path, options)).toMatchObject({ status, error: { code } });
  });

  test("what the method should be is told", async () => {
    const { headers, error } = await raw(here, "/v1/chat/completions");
    expect(headers.allow).toBe("POST");
    expect(error!.message).toBe("/v1/chat/completions: expected POST, found GET");
  });
});

describe("who may ask", () => {
  test("with a key: whoever knows it", async () => {
    expect((await guarded.client.models.list()).data).toHaveLength(1);
    for (const key of ["open sesam", "open sesame!", "x"]) {
      const failed = clientOf(guarded.server, key).models.list();
      await expect(failed).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      await expect(failed).rejects.toMatchObject({ code: "invalid_api_key" });
    }
    const { status, headers, error } = await raw(guarded, "/v1/models");
    expect([status, headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect(error!.message).toMatch(/found no key/);
  });

  test("an address that other machines reach needs a key", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.2", "example.org"]) {
      const failed = createServer(model, { port: 0, host });
      await expect(failed).rejects.toMatchObject({ code: "BAD_OPTION" });
      await expect(failed).rejects.toThrow(/token: expected one, as other machines reach/);
    }
    await expect(createServer(model, { port: 0, token: "" })).rejects.toThrow(/token.*not empty/);
    const misspelt = { port: 0, tokn: "k" };
    await expect(createServer(model, misspelt)).rejects.toThrow(/^option of createServer: .*mean token/);
    const open = await createServer(model, { port: 0, host: "0.0.0.0", token: "k" });
    const { data } = await new OpenAI({
      apiKey: "k",
      baseURL: open.url.replace("0.0.0.0", "127.0.0.1"),
    }).models.list();
    expect(data).toHaveLength(1);
    await open.close();
  });

  test("no page whose name was made to point here, and no page that is not named", async () => {
    for (const host of ["evil.test", "evil.test:80", "127.0.0.1.evil.test"]) {
      const { status, error } = await raw(here, "/v1/models", { headers: { Host: host } });
      expect([status, error!.code]).toEqual([403, "host_not_allowed"]);
    }
    for (const host of ["localhost", "127.0.0.1:99", "[::1]:8000", "LOCALHOST:1"])
      expect((await raw(here, "/v1/models", { headers: { Host: host } })).status).toBe(200);
    for (const origin of ["http://evil.test", "null", "http://page.test.evil.test"]) {
      const { status, headers, error } = await raw(here, "/v1/models", { headers: { Origin: origin } });
      expect([status, error!.code]).toEqual([403, "origin_not_allowed"]);
      expect(headers["access-control-allow-origin"]).toBeUndefined();
    }
  });

  test("a page that is named, after its browser has asked", async () => {
    const headers = { Origin: "http://page.test", "Access-Control-Request-Headers": "authorization" };
    const preflight = await raw(here, "/v1/chat/completions", { method: "OPTIONS", headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": "http://page.test",
      "access-control-allow-headers": "authorization",
      "access-control-allow-methods": "GET, POST",
    });
    const { status, headers: answered } = await raw(here, "/v1/models", { headers });
    expect([status, answered["access-control-allow-origin"]]).toEqual([200, "http://page.test"]);
  });
});

describe("a server that is busy or stops", () => {
  const long = { model: "tiny", messages: [{ role: "user" as const, content: "Hi" }], temperature: 0 };

  test("refuses more answers than may wait, until others have ended", async () => {
    const events = await here.client.chat.completions.create({ ...long, n: 7, stream: true });
    const refused = send({ messages, n: 2 });
    await expect(refused).rejects.toBeInstanceOf(OpenAI.RateLimitError);
    await expect(refused).rejects.toThrow(/7 of at most 8 answers are on their way/);
    events.controller.abort();
    await until(() => here.server.running === 0);
    await send({ messages, n: 2 });
  });

  test("lets what is under way end, or breaks it off", async () => {
    const patient = await serving(model);
    const answer = patient.client.chat.completions.create(long);
    await until(() => patient.server.running === 1);
    const closed = patient.server.close({ graceSeconds: 60 });
    expect((await answer).choices).toHaveLength(1);
    expect(await closed).toEqual({ finished: 1, aborted: 0 });
    await expect(patient.client.models.list()).rejects.toBeInstanceOf(OpenAI.APIConnectionError);

    const hasty = await serving(model);
    const broken = hasty.client.chat.completions.create({ ...long, n: 32 });
    const told = expect(broken).rejects.toMatchObject({ status: 503, code: "server_stopping" });
    await until(() => hasty.server.running === 1);
    expect(await hasty.server.close({ graceSeconds: 0 })).toEqual({ finished: 0, aborted: 1 });
    await told;
    expect(hasty.reports[0].error).toMatchObject({ code: "server_stopping" });
  });

  test("tells a client nothing of the server's own faults, and whoever runs it everything", async () => {
    const broken = { ...model, engine: { ...model.engine, vocabulary: 9, contextLength: 99, sample: fail } };
    const { server, client, reports } = await serving(broken);
    const failed = client.chat.completions.create(long);
    await expect(failed).rejects.toMatchObject({ status: 500, code: "internal_error", type: "server_error" });
    await expect(failed).rejects.not.toThrow(/secret/);
    await until(() => reports.length === 1);
    expect(reports[0].error!.message).toBe("a secret path");
    const events = await client.chat.completions.create({ ...long, stream: true });
    await expect(
      (async () => {
        for await (const _ of events);
      })(),
    ).rejects.toThrow(/failed to answer request req_/);
    await server.close();
  });
});

const fail = () => Promise.reject(new Error("a secret path"));
