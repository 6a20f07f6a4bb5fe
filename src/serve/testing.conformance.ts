import { join } from "node:path";
import OpenAI from "openai";
import type { SampleResult } from "../language/engine/language-engine.js";
import { FIXTURES } from "../language/fixtures.conformance.js";
import { characterTokenizer, localEngine, transformerPreset } from "../language/index.js";
import { openCheckpoint } from "../language/node.js";
import type { ServedModel } from "./served-model.js";
import { createServer, type ModelServer } from "./server.js";
import type { RequestReport, ServerOptions } from "./server-options.js";

/** Printable ASCII and the end of a line. */
export const ALPHABET = `${Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("")}\n`;

/** A tiny model of characters that knows nothing and is sure of it: its answers are far from even noise. */
export async function characterModel(contextLength = 512) {
  const tokenizer = characterTokenizer(ALPHABET);
  const preset = transformerPreset("tiny", { vocabulary: tokenizer.size, contextLength, family: "qwen3" });
  const config = { ...preset, initializerRange: 0.1 };
  const engine = await localEngine({ config, tokenizer, seed: 5, threads: 2 });
  return { id: "tiny", engine, tokenizer };
}

/** One of the checkpoints made with transformers. */
export async function checkpointModel(name: string) {
  const checkpoint = await openCheckpoint(join(FIXTURES, name));
  try {
    const tokenizer = await checkpoint.tokenizer();
    const { config } = checkpoint;
    const engine = await localEngine({ config, weights: checkpoint, train: "none", tokenizer, threads: 1 });
    return { id: name, engine, tokenizer };
  } finally {
    await checkpoint.close();
  }
}

/** A server with what it saw, and the official client for it. */
export interface Serving {
  readonly server: ModelServer;
  readonly client: OpenAI;
  readonly reports: readonly RequestReport[];
  /** What the engine gave back for each request. */
  readonly sampled: readonly SampleResult[][];
}

/** Serves a model on a free port. */
export async function serving(model: ServedModel, options: ServerOptions = {}): Promise<Serving> {
  const reports: RequestReport[] = [];
  const sampled: SampleResult[][] = [];
  const { engine } = model;
  const watched: ServedModel = {
    ...model,
    engine: {
      vocabulary: engine.vocabulary,
      contextLength: engine.contextLength,
      async sample(requests, watch) {
        const results = await engine.sample(requests, watch);
        sampled.push([...results]);
        return results;
      },
    },
  };
  const server = await createServer(watched, {
    port: 0,
    onRequest: (report) => void reports.push(report),
    ...options,
  });
  return { server, client: clientOf(server, options.token), reports, sampled };
}

/** The official client, which is not to try again by itself. */
export const clientOf = ({ url }: ModelServer, apiKey = "none") =>
  new OpenAI({ baseURL: url, apiKey, maxRetries: 0 });

/** Waits for what another process or thread does. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}
