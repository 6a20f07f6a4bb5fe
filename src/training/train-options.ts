import { languageSettings } from "../algorithms/language/settings.js";
import { OptionError } from "../errors.js";
import { type Names, refuseUnknown } from "../unknown-option.js";
import type { TrainOptions } from "./train.js";

const OPTIONS: Names<TrainOptions> = {
  environment: true,
  environmentOptions: true,
  algorithm: true,
  policy: true,
  minutes: true,
  steps: true,
  out: true,
  seed: true,
  workers: true,
  device: true,
  resume: true,
  fallback: true,
  overwrite: true,
  signal: true,
};

const FLAGS = ["resume", "fallback", "overwrite"] as const;

/**
 * Sees whether the options are some, before anything is opened or written.
 *
 * @throws OptionError for an option that there is not, and for one that is of another type
 */
export function checkOptions(options: TrainOptions): void {
  if (typeof options !== "object" || options === null)
    throw new OptionError("options of train", 'an object such as { environment: "countdown" }', options);
  refuseOthers(options);
  const { out, signal, environmentOptions } = options;
  if (out !== undefined && (typeof out !== "string" || out === ""))
    throw new OptionError("out", "the path of a folder", out);
  for (const name of FLAGS)
    if (options[name] !== undefined && typeof options[name] !== "boolean")
      throw new OptionError(name, "true or false", options[name]);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new OptionError("signal", "an AbortSignal, which an AbortController has", signal);
  if (
    environmentOptions !== undefined &&
    (typeof environmentOptions !== "object" || environmentOptions === null)
  )
    throw new OptionError("environmentOptions", "options by name", environmentOptions);
}

function refuseOthers(options: TrainOptions): void {
  const setting = Object.keys(options).find(
    (name) => !Object.hasOwn(OPTIONS, name) && Object.hasOwn(languageSettings, name),
  );
  if (setting !== undefined)
    throw new OptionError(
      setting,
      `it among the settings of \`algorithm\`, as in grpo({ ${setting}: … })`,
      "it beside them",
    );
  refuseUnknown("train", OPTIONS, options);
}
