import { OptionError } from "../../../errors.js";
import type { AdapterConfig } from "../../checkpoint/adapter.js";
import { ADAPTER_TARGETS, OUTPUT_LAYER } from "../../parameter-shapes.js";
import type { LoraOptions } from "../language-engine.js";

/**
 * The options of an adapter, completed: of alpha twice the rank, of targets all linear layers but the output.
 *
 * @throws OptionError for a rank, alpha or targets that there cannot be
 */
export function loraAdapter({ rank, alpha = 2 * rank, targets }: LoraOptions): AdapterConfig {
  if (!Number.isInteger(rank) || rank < 1) throw new OptionError("rank", "a whole number from 1", rank);
  if (!(alpha > 0 && alpha < Number.POSITIVE_INFINITY))
    throw new OptionError("alpha", "a number above 0", alpha);
  const unknown = targets?.find((target) => !ADAPTER_TARGETS.some((known) => known === target));
  if (unknown !== undefined)
    throw new OptionError("targets", `some of ${ADAPTER_TARGETS.join(", ")}`, unknown);
  if (targets?.length === 0) throw new OptionError("targets", "names of linear layers", "none");
  return {
    rank,
    alpha,
    targets: ADAPTER_TARGETS.filter((name) => targets?.includes(name) ?? name !== OUTPUT_LAYER),
  };
}
