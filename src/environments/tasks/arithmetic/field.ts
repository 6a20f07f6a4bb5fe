/** What fills a field that a number leaves open. */
const BLANK = ".";

/** The digits from the ones up. */
export function onesFirst(digits: string): string {
  return [...digits].reverse().join("");
}

/**
 * A number from the ones up in a field of fixed width: 345 in five characters is `543..`. Then each digit of a sum stands
 * at one distance from the two digits it comes from, however long the numbers are: a model whose positions are
 * relative, as rotary ones are, can go on where its lessons ended (Lee et al. 2023, "Teaching Arithmetic to Small
 * Transformers", find the order of digits to be what matters).
 */
export function inField(digits: string, width: number): string {
  return onesFirst(digits).padEnd(width, BLANK);
}
