import { EngineError } from "../../../errors.js";
import { type AdapterConfig, adapterShapes } from "../../checkpoint/adapter.js";
import type { ReadWeights } from "../../checkpoint/checkpoint-contents.js";
import type { TransformerConfig } from "../../config.js";
import { adapterPlaces, lengthOf, type Places } from "./places.js";

/** What PEFT puts before names. */
const PEFT = "base_model.model.";

/**
 * The matrices of an adapter's file, one behind another as workers hold them.
 *
 * @throws EngineError `BAD_STATE` when a matrix has another size
 */
export async function packAdapter(
  model: TransformerConfig,
  adapter: AdapterConfig,
  read: ReadWeights,
): Promise<Float32Array> {
  const places = adapterPlaces(model, adapter);
  const weights = new Float32Array(lengthOf(places));
  for (const [name, shape] of adapterShapes(model, adapter)) {
    const { start, end } = places.get(name.slice(PEFT.length))!;
    const values = await read(name);
    if (values.length !== end - start) {
      const text = `adapter tensor "${name}": expected [${shape}], found ${values.length} numbers`;
      throw new EngineError("BAD_STATE", text);
    }
    weights.set(values, start);
  }
  return weights;
}

/** Finds an adapter's matrices in what workers hold, by PEFT's names. */
export function adapterReader(places: Places, weights: Float32Array): ReadWeights {
  return (name) => {
    const { start, end } = places.get(name.slice(PEFT.length))!;
    return weights.subarray(start, end);
  };
}
