import type { StoredDType } from "../language/checkpoint/write-config.js";

// Apart from the modules that write, which take long to load.

/** How a language model may be written. */
export const MODEL_FORMATS = ["hf", "onnx"] as const;

/** How its numbers may be stored. */
export const NUMBER_TYPES = ["float32", "bfloat16", "float16"] as const satisfies readonly StoredDType[];

/** What metrics may be written for. */
export const METRICS_FORMS = ["tensorboard", "csv"] as const;
