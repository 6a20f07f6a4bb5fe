import { existsSync, readFileSync } from "node:fs";

const CPU = "/proc/cpuinfo";
const flags = new Set(existsSync(CPU) ? readFileSync(CPU, "utf8").split(/\s+/) : []);

/** Whether products and sums can be rounded once together here, as far as is known. */
export const fuses = flags.has("fma");

/** Whether this is a processor on which it was seen in what order ONNX Runtime makes its sums; elsewhere they are only bounded. */
export const orderIsKnown = fuses && flags.has("avx2") && !flags.has("avx512f");
