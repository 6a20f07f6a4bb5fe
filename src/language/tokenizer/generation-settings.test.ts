import { describe, expect, test } from "vitest";
import { CheckpointError } from "../../errors.js";
import { readFolder } from "../fixtures.conformance.js";
import { loadTokenizer } from "./hugging-face-tokenizer.js";
import { characterTokenizer } from "./training/character-tokenizer.js";

const samplingOf = (generation: object) =>
  loadTokenizer(new Map([...readFolder("qwen3"), ["generation_config.json", JSON.stringify(generation)]]), {
    source: "model",
  }).sampling;

describe("how answers are drawn", () => {
  test.each([
    // As Qwen3's own folder has it.
    [
      { do_sample: true, temperature: 0.6, top_k: 20, top_p: 0.95, eos_token_id: [342, 340] },
      { temperature: 0.6, topK: 20, topP: 0.95 },
    ],
    [
      { temperature: 0.8, min_p: 0.1, top_k: null },
      { temperature: 0.8, minP: 0.1 },
    ],
    [
      { do_sample: false, temperature: 0.9, top_k: -1 },
      { temperature: 0, topK: 0 },
    ],
    [{ do_sample: false }, { temperature: 0 }],
    [{ repetition_penalty: 1.1 }, {}],
  ])("%j", (generation, sampling) => expect(samplingOf(generation)).toEqual(sampling));

  test("is not said by what transformers writes by itself, nor by a tokeniser made here", () => {
    expect(loadTokenizer(readFolder("llama3")).sampling).toEqual({});
    expect(characterTokenizer("abc").sampling).toEqual({});
  });

  test.each([
    [{ top_p: 0 }, "model/generation_config.json: top_p: expected a number above 0 and up to 1, found 0"],
    [{ temperature: "hot" }, 'temperature: expected a number, found "hot"'],
    [{ top_k: 1.5 }, "top_k: expected a whole number from 0, found 1.5"],
    [{ min_p: 2 }, "min_p: expected a number from 0 to 1, found 2"],
    [{ do_sample: "no" }, 'do_sample: expected true or false, found "no"'],
  ])("%j is refused", (generation, message) => {
    expect(() => samplingOf(generation)).toThrow(CheckpointError);
    expect(() => samplingOf(generation)).toThrow(message);
  });
});
