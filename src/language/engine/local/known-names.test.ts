import { afterAll, beforeAll, expect, test } from "vitest";
import { OptionError } from "../../../errors.js";
import { transformerPreset } from "../../presets.js";
import type { LocalEngine } from "./local-engine.js";
import { localEngine } from "./open-local-engine.js";

const config = transformerPreset("tiny", { vocabulary: 16, contextLength: 32 });
const ids = Int32Array.of(1, 2, 3);
const datum = { inputIds: ids, targetIds: ids };
const request = { promptIds: ids, parameters: { maxTokens: 2 }, seed: 1 };
/** As a program without types gives it. */
const misspelt = (given: object) => given as never;

let engine: LocalEngine;
beforeAll(async () => {
  engine = await localEngine({ config, inThread: true });
});
afterAll(() => engine.close());

test.each<[string, (engine: LocalEngine) => Promise<unknown>, string]>([
  [
    "a datum",
    (e) => e.forwardBackward([misspelt({ ...datum, weigths: 1 })], "cross_entropy"),
    'option of data[0]: expected inputIds, targetIds, weights, logprobs, advantages (did you mean weights?), found "weigths"',
  ],
  [
    "a datum of another kit",
    (e) => e.forwardBackward([datum, misspelt({ ...datum, mask: 1 })], "cross_entropy"),
    'option of data[1]: expected inputIds, targetIds, weights, logprobs, advantages, found "mask"',
  ],
  [
    "a datum without its ids",
    (e) => e.forward([misspelt({ inputIDs: ids, targetIds: ids })]),
    'advantages (did you mean inputIds?), found "inputIDs"',
  ],
  [
    "a loss",
    (e) => e.forwardBackward([datum], "cross_entropy", misspelt({ clipLwo: 0.5 })),
    'option of forwardBackward: expected clipLow, clipHigh, beta, adapter (did you mean clipLow?), found "clipLwo"',
  ],
  ["forward", (e) => e.forward([datum], misspelt({ adpter: "x" })), "option of forward: expected adapter"],
  [
    "a step",
    (e) => e.optimStep(misspelt({ learningRate: 1, weightDcay: 1 })),
    '(did you mean weightDecay?), found "weightDcay"',
  ],
  [
    "options of a step",
    (e) => e.optimStep({ learningRate: 1 }, misspelt({ adaptr: "x" })),
    "option of optimStep's options: expected adapter (did you mean adapter?)",
  ],
  [
    "a request",
    (e) => e.sample([misspelt({ ...request, smples: 3 })]),
    '(did you mean samples?), found "smples"',
  ],
  [
    "how it is sampled",
    (e) => e.sample([{ ...request, parameters: misspelt({ maxTokens: 2, temprature: 0 }) }]),
    "option of requests[0].parameters: expected maxTokens, temperature",
  ],
  [
    "a sampling",
    (e) => e.sample([request], misspelt({ onTokn: () => undefined })),
    "option of sample: expected adapter, signal, onToken (did you mean onToken?)",
  ],
  [
    "an adapter",
    (e) => e.createAdapter("a", misspelt({ rank: 2, trgets: ["q_proj"] })),
    "option of createAdapter: expected rank, alpha, targets (did you mean targets?)",
  ],
  [
    "an engine",
    () => localEngine(misspelt({ config, inThread: true, seeds: 3 })),
    '(did you mean seed?), found "seeds"',
  ],
])("an unknown part of %s is refused", async (_, call, message) => {
  const refused = call(engine);
  await expect(refused).rejects.toThrow(OptionError);
  await expect(refused).rejects.toThrow(message);
});

test("a loss of one's own finds what its data have besides", async () => {
  const data = [{ ...datum, chosen: true }];
  const seen: unknown[] = [];
  await engine.forwardBackward(data, (given, logprobs) => {
    seen.push(...given);
    return { loss: 0, gradients: logprobs.map(({ length }) => new Float32Array(length)) };
  });
  expect(seen).toEqual(data);
  const slip = [misspelt({ ...datum, advantage: 1 })];
  await expect(engine.forward(slip)).rejects.toThrow('(did you mean advantages?), found "advantage"');
});
