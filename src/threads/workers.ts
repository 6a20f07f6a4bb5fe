import { OptionError } from "../errors.js";

/** Most threads that may be asked for: each takes memory and a start, and those beyond the machine's cores wait for each other. */
export const MOST_WORKERS = 256;

/** @throws OptionError unless that many threads may be asked for */
export function checkWorkers(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1 || value > MOST_WORKERS)
    throw new OptionError(name, `a whole number from 1 to ${MOST_WORKERS}`, value);
}
