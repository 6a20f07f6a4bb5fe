import { OptionError } from "../errors.js";

/** What one program may use. */
export interface SandboxLimits {
  /**
   * Function calls, jumps (a turn of a loop is one or two) and moves of regular expressions, counted in ten thousands.
   * This is the limit that should bite: it is the same on every machine and at every load. 10 million when left out,
   * which takes from 0.1 seconds (an empty loop) to some seconds.
   */
  readonly steps: number;
  /**
   * Wall-clock time. It ends what steps do not count: a built-in function that works on for long. 3000 when left out.
   */
  readonly milliseconds: number;
  /** Memory of the engine, its own 0.4 MB included. 32 MiB when left out. */
  readonly memoryBytes: number;
  /** Stack for calls within calls; a plain recursion takes about 240 bytes a level. 896 KiB when left out, 960 at most. */
  readonly stackBytes: number;
  /** All results of a program together, as JSON in UTF-8. 1 MiB when left out. */
  readonly outputBytes: number;
}

/** Levels of arrays and objects within each other that arguments and results may have. */
export const MOST_LEVELS = 500;

const MiB = 1024 * 1024;

const DEFAULTS: SandboxLimits = {
  steps: 10_000_000,
  milliseconds: 3000,
  memoryBytes: 32 * MiB,
  stackBytes: 896 * 1024,
  outputBytes: MiB,
};

const RANGES: Readonly<Record<keyof SandboxLimits, readonly [number, number]>> = {
  steps: [10_000, Number.MAX_SAFE_INTEGER],
  milliseconds: [1, 2 ** 31 - 1 - 60_000],
  memoryBytes: [MiB, 1024 * MiB],
  // The engine's stack is 1 MiB; what it calls when a program is at the limit needs the rest.
  stackBytes: [16 * 1024, 960 * 1024],
  outputBytes: [16, 256 * MiB],
};

/**
 * Limits with defaults filled in.
 *
 * @throws OptionError when one is no integer or out of range
 */
export function sandboxLimits(given: Partial<SandboxLimits> = {}): SandboxLimits {
  const limits = { ...DEFAULTS, ...given };
  for (const [name, value] of Object.entries(limits)) {
    const range = RANGES[name as keyof SandboxLimits];
    if (!range) throw new OptionError(name, `one of the limits ${Object.keys(RANGES).join(", ")}`, value);
    const [from, to] = range;
    if (!Number.isInteger(value) || value < from || value > to)
      throw new OptionError(name, `an integer from ${from} to ${to}`, value);
  }
  return limits;
}
