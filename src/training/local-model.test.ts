import { describe, expect, test } from "vitest";
import { localModel } from "./local-model.js";

describe("localModel", () => {
  test("gives back what it is given", () => {
    const spec = { checkpoint: "models/a", lora: { rank: 8, alpha: 8, targets: ["q_proj"] } };
    expect(localModel(spec)).toEqual(spec);
    const frozen = { preset: "tiny", freeze: ["embed_tokens"] } as const;
    expect(localModel(frozen)).toEqual(frozen);
    expect(localModel({ preset: "tiny", contextLength: 64 })).toEqual({ preset: "tiny", contextLength: 64 });
  });

  test.each([
    [{}, 'model: expected preset or checkpoint, found "neither"'],
    [{ preset: "tiny", checkpoint: "a" }, 'model: expected preset or checkpoint, found "both"'],
    [{ preset: "huge" }, "preset: expected one of tiny, mini"],
    [{ preset: "tiny", contextLength: 4 }, "contextLength: expected a whole number from 8, found 4"],
    [{ preset: "tiny", alphabet: "" }, "alphabet: expected the characters"],
    [{ preset: "tiny", alphabet: "ab", merges: "a b" }, "merges: expected pairs of tokens, and no alphabet"],
    [{ checkpoint: "" }, "checkpoint: expected the path of a folder"],
    [{ checkpoint: "a", lora: { rank: 0 } }, "lora.rank: expected a whole number from 1, found 0"],
    [{ checkpoint: "a", lora: {} }, "lora.rank: expected a whole number from 1"],
    [{ checkpoint: "a", lora: { rank: 1, alpha: 0 } }, "lora.alpha: expected a number above 0, found 0"],
    [
      { checkpoint: "a", lora: { rank: 1, targets: ["q"] } },
      "lora.targets: expected a list of some of q_proj, k_proj",
    ],
    [
      { checkpoint: "a", lora: { rank: 1, targets: [] } },
      "lora.targets: expected a list of some of q_proj, k_proj",
    ],
    [
      { checkpoint: "a", freeze: "mlp" },
      'freeze: expected a list of parts of the names of parameters, found "mlp"',
    ],
    [{ preset: "tiny", freeze: [] }, "freeze: expected a list of parts of the names of parameters"],
    [{ checkpoint: "a", lora: { rank: 1 }, freeze: ["mlp"] }, "freeze: expected nothing beside lora"],
  ])("refuses %j", (spec, message) => {
    expect(() => localModel(spec as never)).toThrow(message);
  });
});
