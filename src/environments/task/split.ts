import { Random } from "../../random/index.js";
import type { Split } from "../text/text-environment.js";

/** Share of all problems that are held out. */
const TEST_SHARE = 0.2;

/**
 * The split that a problem belongs to, by a hash of its text. It depends on nothing else (no seed, no difficulty), so
 * no problem is ever in both.
 *
 * @param family what must not be shared between the splits, for example `"67+345"` for both 67 + 345 and 345 + 67
 */
export function splitOf(task: string, family: string): Split {
  return new Random(0, "split", task, family).float() < TEST_SHARE ? "test" : "train";
}
