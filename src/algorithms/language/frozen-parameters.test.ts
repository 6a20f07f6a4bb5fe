import { describe, expect, test } from "vitest";
import { parameterShapes } from "../../language/parameter-shapes.js";
import { transformerPreset } from "../../language/presets.js";
import { frozenParameters, frozenParts } from "./frozen-parameters.js";
import { resolveLanguage } from "./settings.js";

/** Two layers, the embedding tied to the output; queries, keys and values have biases. */
const config = { ...transformerPreset("tiny", { vocabulary: 9 }), attentionBias: true };
const names = [...parameterShapes(config).keys()];
const frozen = (freeze: string) => [...frozenParameters(config, frozenParts(freeze)!)];
const among = (pattern: RegExp) => names.filter((name) => pattern.test(name));

describe("parameters that stay as they are", () => {
  test("are named by the setting, and none by default", () => {
    expect(frozenParts(resolveLanguage({}).freeze)).toBeUndefined();
    expect(() => resolveLanguage({ freeze: "" })).toThrow(/^freeze: expected none, or names/);
    const { freeze } = resolveLanguage({ freeze: " embed_tokens , layers.0" });
    expect(frozenParts(freeze)).toEqual(["embed_tokens", "layers.0"]);
    expect(() => resolveLanguage({ freeze: 0 })).toThrow(/^freeze: expected none, or names .*, found 0$/);
  });

  test.each([
    ["embed_tokens", /embed_tokens/],
    ["layers.0", /layers\.0\./],
    ["layers.0,embed_tokens", /layers\.0\.|embed_tokens/],
    ["layers.0-1", /layers/],
    ["layers", /layers/],
    ["model.layers.1.mlp", /layers\.1\.mlp\./],
    ["q_proj", /q_proj/],
    ["q_proj.bias", /q_proj\.bias/],
    ["norm", /model\.norm/],
    ["*norm", /norm\.weight/],
    ["layers.*.self_attn.k_proj", /k_proj/],
    ["model.norm.weight", /model\.norm/],
  ])("%s", (freeze, pattern) => {
    expect(frozen(freeze).sort()).toEqual(among(pattern).sort());
    expect(frozen(freeze).length).toBeGreaterThan(0);
  });

  const known =
    "embed_tokens, layers.0-1, input_layernorm, self_attn, q_proj, k_proj, v_proj, o_proj, " +
    "post_attention_layernorm, mlp, gate_proj, up_proj, down_proj, norm";
  test.each(["lm_head", "embed", "layers.2", "layers.1-2", "layers.1-0", "mlp.q_proj", "(", "a,,b"])(
    "%s is refused where it means nothing",
    (freeze) => {
      const [found] = freeze.split(",");
      expect(() => frozen(freeze)).toThrow(
        `freeze: expected parts of the names of parameters (${known}), found "${found}"`,
      );
    },
  );

  test("are not all of them", () => {
    for (const freeze of ["model", "*", "layers.0-1,embed_tokens,norm"])
      expect(() => frozen(freeze)).toThrow(
        `freeze: expected something to be left that is trained, found "${freeze}"`,
      );
  });
});
