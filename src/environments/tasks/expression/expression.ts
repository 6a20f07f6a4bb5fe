import { combine, type Fraction, fraction, type Operator, parseFraction } from "./fraction.js";

/** What an arithmetic expression comes to, and the numbers that stand in it from left to right. */
export interface Evaluated {
  readonly value: Fraction;
  readonly numbers: readonly string[];
}

const LONGEST = 500;
const DEEPEST = 50;
const OTHER_SIGNS: Readonly<Record<string, string>> = { "×": "*", "·": "*", "÷": "/", "−": "-", x: "*" };

/**
 * Evaluates numbers, `+ - * /` and brackets, exactly. Nothing of the text is ever run as a program.
 *
 * @throws SyntaxError saying what was expected where; RangeError for a division by zero
 * @example
 * formatFraction(evaluateExpression("(25-5)*4").value); // "80"
 */
export function evaluateExpression(text: string): Evaluated {
  return new ExpressionParser(text).parse();
}

/** Recursive descent; evaluates while it reads. */
class ExpressionParser {
  private readonly tokens: readonly string[];
  private readonly numbers: string[] = [];
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    if (text.length > LONGEST)
      throw new SyntaxError(`expected at most ${LONGEST} characters, found ${text.length}`);
    this.tokens = [...text.matchAll(/\d+(?:\.\d+)?|\S/g)].map(([token]) => OTHER_SIGNS[token] ?? token);
  }

  parse(): Evaluated {
    const value = this.sum();
    if (this.at < this.tokens.length) throw this.unexpected("an operator or the end");
    return { value, numbers: this.numbers };
  }

  private sum(): Fraction {
    let value = this.product();
    for (let sign = this.take("+", "-"); sign !== undefined; sign = this.take("+", "-"))
      value = combine(sign, value, this.product());
    return value;
  }

  private product(): Fraction {
    let value = this.factor();
    for (let sign = this.take("*", "/"); sign !== undefined; sign = this.take("*", "/"))
      value = combine(sign, value, this.factor());
    return value;
  }

  private factor(): Fraction {
    if (++this.depth > DEEPEST) throw new SyntaxError(`expected brackets at most ${DEEPEST} deep`);
    try {
      if (this.take("-") !== undefined) return combine("-", fraction(0n), this.factor());
      const token = this.tokens[this.at] ?? "";
      if (/^\d/.test(token)) {
        this.at++;
        this.numbers.push(token);
        return parseFraction(token);
      }
      if (token !== "(") throw this.unexpected("a number or a bracket");
      this.at++;
      const value = this.sum();
      if (this.tokens[this.at] !== ")") throw this.unexpected("a closing bracket");
      this.at++;
      return value;
    } finally {
      this.depth--;
    }
  }

  private take(...signs: readonly Operator[]): Operator | undefined {
    const sign = signs.find((candidate) => candidate === this.tokens[this.at]);
    if (sign !== undefined) this.at++;
    return sign;
  }

  private unexpected(wanted: string): SyntaxError {
    const token = this.tokens[this.at];
    const found = token === undefined ? "the end" : JSON.stringify(token);
    return new SyntaxError(`expected ${wanted}, found ${found} in ${JSON.stringify(this.tokens.join(""))}`);
  }
}
