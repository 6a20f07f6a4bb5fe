/** An exact rational number in lowest terms; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** @throws RangeError for a denominator of 0 */
export function fraction(numerator: bigint, denominator = 1n): Fraction {
  if (denominator === 0n) throw new RangeError("division by zero");
  const sign = denominator < 0n ? -1n : 1n;
  const common = sign * gcd(numerator < 0n ? -numerator : numerator, sign * denominator);
  return { numerator: numerator / common, denominator: denominator / common };
}

/** Digits with at most one decimal point, such as `12.50`. */
export function parseFraction(digits: string): Fraction {
  const [whole, decimals = ""] = digits.split(".");
  return fraction(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export type Operator = "+" | "-" | "*" | "/";

/** @throws RangeError when divided by zero */
export function combine(operator: Operator, a: Fraction, b: Fraction): Fraction {
  switch (operator) {
    case "+":
      return fraction(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      );
    case "-":
      return fraction(
        a.numerator * b.denominator - b.numerator * a.denominator,
        a.denominator * b.denominator,
      );
    case "*":
      return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
    case "/":
      return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
  }
}

/** In decimal, cut after twelve places: `0.75`, `-3`, `0.333333333333`. */
export function formatFraction({ numerator, denominator }: Fraction): string {
  const PLACES = 12;
  const size = numerator < 0n ? -numerator : numerator;
  const scaled = String((size * 10n ** BigInt(PLACES)) / denominator).padStart(PLACES + 1, "0");
  const decimals = scaled.slice(-PLACES).replace(/0+$/, "");
  const text = decimals === "" ? scaled.slice(0, -PLACES) : `${scaled.slice(0, -PLACES)}.${decimals}`;
  return numerator < 0n && text !== "0" ? `-${text}` : text;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
