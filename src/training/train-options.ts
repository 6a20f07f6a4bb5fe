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

/** @throws OptionError for an option that there is not */
export function checkOptions(options: TrainOptions): void {
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
