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

  test("leaves out what is undefined, as training asks which parts there are", () => {
    const spec = localModel({ preset: "tiny", checkpoint: undefined, lora: undefined } as never);
    expect(Object.keys(spec)).toEqual(["preset"]);
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
    [{ prest: "tiny" }, /^option of localModel: expected .* \(did you mean preset\?\), found "prest"$/],
    [{ preset: "tiny", freze: ["mlp"] }, /\(did you mean freeze\?\), found "freze"$/],
    [
      { preset: "tiny", lora: { rank: 4 } },
      'lora: expected none for a model that is trained from nothing, found {"rank":4}',
    ],
    [{ preset: "tiny", lora: 4 }, "lora: expected none for a model that is trained from nothing, found 4"],
    [{ checkpoint: "a", lora: 4 }, "lora: expected { rank, alpha, targets }, found 4"],
    [
      { checkpoint: "a", lora: { rank: 4, trgets: ["q_proj"] } },
      'option of lora: expected rank, alpha, targets (did you mean targets?), found "trgets"',
    ],
    [{ checkpoint: "a", contextLength: 64 }, "contextLength: expected nothing beside checkpoint"],
    ["a", 'model: expected { preset: … } or { checkpoint: … }, found "a"'],
    [{ checkpoint: "a", lora: { rank: 1 }, freeze: ["mlp"] }, "freeze: expected nothing beside lora"],
  ])("refuses %j", (spec, message) => {
    expect(() => localModel(spec as never)).toThrow(message);
  });
});
