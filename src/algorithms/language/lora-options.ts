import { OptionError } from "../../errors.js";
import type { LoraOptions } from "../../language/engine/language-engine.js";
import { ALL } from "../settings.js";
import type { LanguageValues } from "./settings.js";

/**
 * The adapter that the settings ask for; undefined where the weights themselves are trained.
 *
 * @throws OptionError for how an adapter shall be where there is none
 */
export function loraOptions({
  lora,
  loraAlpha,
  loraTargets,
}: Pick<LanguageValues, "lora" | "loraAlpha" | "loraTargets">): LoraOptions | undefined {
  if (lora === 0) {
    const without = "without an adapter, which lora makes";
    if (loraAlpha > 0) throw new OptionError("loraAlpha", `0 ${without}`, loraAlpha);
    if (loraTargets !== ALL) throw new OptionError("loraTargets", `${ALL} ${without}`, loraTargets);
    return undefined;
  }
  return {
    rank: lora,
    ...(loraAlpha > 0 && { alpha: loraAlpha }),
    ...(loraTargets !== ALL && { targets: loraTargets.split(",") }),
  };
}
