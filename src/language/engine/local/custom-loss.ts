import { EngineError } from "../../../errors.js";
import type { CustomLoss, Datum } from "../language-engine.js";

/**
 * Asks a caller's loss, and sees whether what it gives is one.
 *
 * @throws EngineError `NAN_LOSS` for a loss that is no finite number; `BAD_LOSS` for what is no loss with a gradient for
 *   each datum
 */
export function askLoss(
  custom: CustomLoss,
  data: readonly Datum[],
  logprobs: readonly Float32Array[],
): ReturnType<CustomLoss> {
  // Its types promise it, but it may come from JavaScript.
  const found: unknown = custom(data, logprobs);
  if (found instanceof Promise) {
    found.catch(() => undefined);
    throw bad(
      "{ loss, gradients }",
      "a promise; the function has to return them at once, it cannot be async",
    );
  }
  if (typeof found !== "object" || found === null) throw bad("{ loss, gradients }", String(found));
  const { loss, gradients } = found as { readonly loss?: unknown; readonly gradients?: unknown };
  if (typeof loss !== "number") throw bad("a number as loss", typeof loss);
  if (!Number.isFinite(loss))
    throw new EngineError("NAN_LOSS", `custom loss: expected a finite loss, found ${loss}`);
  if (!Array.isArray(gradients)) throw bad("an array of gradients", typeof gradients);
  if (gradients.length !== data.length) throw bad(`gradients for ${data.length} data`, gradients.length);
  gradients.forEach((gradient: unknown, i) => {
    checkGradient(`gradient of data[${i}]: `, gradient, data[i].inputIds.length);
  });
  return { loss, gradients };
}

function checkGradient(where: string, gradient: unknown, tokens: number): void {
  if (!(gradient instanceof Float32Array)) throw bad("a Float32Array", typeof gradient, where);
  if (gradient.length !== tokens) throw bad(`${tokens} elements`, gradient.length, where);
  const wrong = gradient.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw bad("finite numbers", wrong, where);
}

const bad = (expected: string, found: unknown, where = "") =>
  new EngineError("BAD_LOSS", `custom loss: ${where}expected ${expected}, found ${found}`);
