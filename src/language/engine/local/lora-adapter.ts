import { OptionError } from "../../../errors.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import type { TransformerConfig } from "../../config.js";
import { linearLayers } from "../../parameter-shapes.js";
import type { LoraOptions } from "../language-engine.js";

/**
 * The options of an adapter, completed: of alpha twice the rank, of targets all linear layers.
 *
 * @throws OptionError for a rank, alpha or targets that the model cannot have
 */
export function loraAdapter(
  model: TransformerConfig,
  { rank, alpha = 2 * rank, targets }: LoraOptions,
): AdapterConfig {
  if (!Number.isInteger(rank) || rank < 1) throw new OptionError("rank", "a whole number from 1", rank);
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY))
    throw new OptionError("alpha", "a number above 0", alpha);
  const known = [...linearLayers(model).keys()].map((layer) => layer.split(".")[1]);
  const unknown = targets?.find((target) => !known.includes(target));
  if (unknown !== undefined) throw new OptionError("targets", `some of ${known.join(", ")}`, unknown);
  if (targets?.length === 0) throw new OptionError("targets", "names of linear layers", "none");
  return { rank, alpha, targets: known.filter((name) => targets?.includes(name) ?? true) };
}
