import { expect, test } from "vitest";
import { OptionError } from "../errors.js";
import { train } from "./train.js";

/** Stopped at once, should anything be trained. */
const signal = AbortSignal.abort();
const countdown = { environment: "countdown", signal };

test.each([
  [undefined, 'options of train: expected an object such as { environment: "countdown" }, found nothing'],
  [
    "countdown",
    'options of train: expected an object such as { environment: "countdown" }, found "countdown"',
  ],
  [{ ...countdown, out: 5 }, "out: expected the path of a folder, found 5"],
  [{ ...countdown, out: "" }, 'out: expected the path of a folder, found ""'],
  [{ ...countdown, overwrite: "false" }, 'overwrite: expected true or false, found "false"'],
  [{ ...countdown, resume: 1 }, "resume: expected true or false, found 1"],
  [{ ...countdown, signal: "stop" }, "signal: expected an AbortSignal"],
  [{ ...countdown, environmentOptions: 3 }, "environmentOptions: expected options by name, found 3"],
  [{ ...countdown, groupSize: 4 }, "groupSize: expected it among the settings of `algorithm`"],
  [{ ...countdown, polcy: {} }, /^option of train: expected .* \(did you mean policy\?\), found "polcy"$/],
  [
    { ...countdown, policy: "../x/hf" },
    'policy: expected localModel({ preset: … }) or localModel({ checkpoint: … }), found "../x/hf"',
  ],
  [{ ...countdown, policy: 5 }, /^policy: expected localModel\(.*\), found 5$/],
  [{ ...countdown, policy: null }, /^policy: expected localModel\(.*\), found null$/],
  [
    { ...countdown, policy: { preset: "tiny", lora: { rank: 4 } } },
    "lora: expected none for a model that is",
  ],
  [{ signal, environment: 5 }, "environment: expected a game or a text environment, found 5"],
  [{ signal, environment: null }, "environment: expected a game or a text environment, found null"],
])("train(%j) is refused", async (options, message) => {
  const training = train(options as never);
  await expect(training).rejects.toThrow(OptionError);
  await expect(training).rejects.toThrow(message);
});
