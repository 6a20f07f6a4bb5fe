import { describe, expect, test } from "vitest";
import { ADAPTER_TARGETS, linearLayers } from "../../language/parameter-shapes.js";
import { transformerPreset } from "../../language/presets.js";
import { loraOptions } from "./lora-options.js";
import { resolveLanguage } from "./settings.js";

const lora = (given: Readonly<Record<string, unknown>>) => loraOptions(resolveLanguage(given));

test("the layers that can be named are those of the models", () => {
  const model = transformerPreset("tiny", { vocabulary: 9 });
  const inLayers = [...linearLayers(model).keys()].map((name) => name.split(".")[1]);
  expect([...inLayers, "lm_head"]).toEqual(ADAPTER_TARGETS);
});

describe("an adapter by settings", () => {
  test("is left to its defaults where nothing is said", () => {
    expect(lora({})).toBeUndefined();
    expect(lora({ lora: 4 })).toEqual({ rank: 4 });
    expect(lora({ lora: 4, loraAlpha: 0, loraTargets: "all" })).toEqual({ rank: 4 });
  });

  test("has the scale and the layers that are given", () => {
    expect(lora({ lora: 4, loraAlpha: 16, loraTargets: "q_proj, lm_head" })).toEqual({
      rank: 4,
      alpha: 16,
      targets: ["q_proj", "lm_head"],
    });
  });

  test.each([
    [{ loraAlpha: 8 }, "loraAlpha: expected 0 without an adapter, which lora makes, found 8"],
    [
      { loraTargets: "q_proj" },
      'loraTargets: expected all without an adapter, which lora makes, found "q_proj"',
    ],
    [{ lora: 2, loraAlpha: -1 }, "loraAlpha: expected a number from 0 to 1000000, found -1"],
    [
      { lora: 2, loraTargets: "q_proj,k" },
      "loraTargets: expected all, or some of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj, lm_head with " +
        'commas between them, found "k"',
    ],
    [{ lora: 2, loraTargets: "" }, "loraTargets: expected all, or some of q_proj"],
  ])("%j is refused", (given, message) => {
    expect(() => lora(given)).toThrow(message);
  });
});
