import { Random } from "../../dist/random/index.js";

/** So many whole numbers between two, both included, each as likely, and the same ones each time. */
export function mixedLengths(count, least, most) {
  const random = new Random(1, "bench lengths");
  return Array.from({ length: count }, () => least + random.integer(most - least + 1));
}
