import { OptionError } from "../../errors.js";
import type { TransformerConfig } from "../../language/config.js";
import { parameterShapes } from "../../language/parameter-shapes.js";
import { NONE } from "../settings.js";

/** The parts of parameters' names in a setting; undefined where there is none. */
export function frozenParts(freeze: string): readonly string[] | undefined {
  return freeze === NONE ? undefined : freeze.split(",");
}

/**
 * Which of a model's parameters stay as they are. A parameter is meant by parts of its name that follow one another, such as
 * `embed_tokens`, `layers.0`, `layers.0-1`, `layers.3.mlp` or `q_proj.bias`; `*` stands for any letters of a part.
 *
 * @throws OptionError for what means no parameter, and where nothing would be left to be trained
 */
export function frozenParameters(config: TransformerConfig, freeze: readonly string[]): ReadonlySet<string> {
  const names = [...parameterShapes(config).keys()];
  const frozen = new Set<string>();
  for (const written of freeze) {
    const matches = matcher(written);
    const found = names.filter(matches);
    // A range that ends beyond the last layer is a slip.
    const slip = found.length === 0 || !ends(written).every((end) => names.some(matcher(end)));
    const known = `parts of the names of parameters (${knownParts(names).join(", ")})`;
    if (slip) throw new OptionError("freeze", known, written);
    for (const name of found) frozen.add(name);
  }
  if (frozen.size === names.length)
    throw new OptionError("freeze", "something to be left that is trained", freeze.join());
  return frozen;
}

function matcher(written: string): (name: string) => boolean {
  const wanted = written.split(".").map(partMatcher);
  return (name) => {
    const parts = name.split(".");
    return parts.some((_, i) => wanted.every((matches, j) => i + j < parts.length && matches(parts[i + j])));
  };
}

function partMatcher(written: string): (part: string) => boolean {
  const [, first, last] = RANGE.exec(written) ?? [];
  if (first !== undefined)
    return (part) => /^\d+$/.test(part) && Number(part) >= Number(first) && Number(part) <= Number(last);
  const pattern = new RegExp(`^${written.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*")}$`);
  return (part) => pattern.test(part);
}

/** Layers from one to another. */
const RANGE = /^(\d+)-(\d+)$/;

/** The same with the first and with the last layer of its ranges alone. */
function ends(written: string): readonly string[] {
  const parts = written.split(".");
  return [1, 2].map((end) => parts.map((part) => RANGE.exec(part)?.[end] ?? part).join("."));
}

/** What can be named, in the order of the forward pass. */
function knownParts(names: readonly string[]): readonly string[] {
  const layers = names.map((name) => Number(/\.layers\.(\d+)\./.exec(name)?.[1] ?? 0));
  const parts = names.flatMap((name) => name.replace(/\.layers\.\d+\./, `.${LAYERS}.`).split("."));
  const known = [...new Set(parts)].filter((part) => !["model", "weight", "bias"].includes(part));
  return known.map((part) => (part === LAYERS ? `layers.0-${Math.max(...layers)}` : part));
}

/** Stands for all layers, as no part is called so. */
const LAYERS = "*";
