/** One column of an addition by hand. */
interface Column {
  readonly a: number;
  readonly b: number;
  readonly carry: number;
  /** a + b + carry; its ones are written down and its tens carried on. */
  readonly sum: number;
}

/** The columns of a + b, the ones first. */
function columnsOf(a: string, b: string): Column[] {
  const columns: Column[] = [];
  for (let place = 1; place <= Math.max(a.length, b.length); place++) {
    const column = { a: Number(a.at(-place) ?? 0), b: Number(b.at(-place) ?? 0) };
    const carry = Math.floor((columns.at(-1)?.sum ?? 0) / 10);
    columns.push({ ...column, carry, sum: column.a + column.b + carry });
  }
  return columns;
}

/**
 * Every column in the same eight characters, ones first: `5+7+0=12,4+6+1=11,3+0+1=04` for 345 + 67. The tens of a sum
 * are the next column's carry, and its ones a digit of the answer.
 */
export function writeColumns(a: string, b: string): string {
  const terms = columnsOf(a, b).map(
    (column) => `${column.a}+${column.b}+${column.carry}=${String(column.sum).padStart(2, "0")}`,
  );
  return terms.join(",");
}

/**
 * A line for each column: the digits that are left, the carry, and the answer so far. Each line can be written by
 * looking at the one before only, and the last holds the answer: `34+6,1:2`, `3+,1:12`, `+,0:412` for 345 + 67.
 */
export function writeStates(a: string, b: string): string {
  let answer = "";
  const lines = columnsOf(a, b).map(({ sum }, i, columns) => {
    const last = i === columns.length - 1;
    answer = `${last ? sum : sum % 10}${answer}`;
    const left = (digits: string) => digits.slice(0, Math.max(0, digits.length - i - 1));
    return `${left(a)}+${left(b)},${last ? 0 : Math.floor(sum / 10)}:${answer}`;
  });
  return lines.join("\n");
}

/**
 * a · b by partial products, each with its columns, added up one after the other. For 34 · 12:
 *
 *     4*2+0=08,3*2+0=06:68
 *     4*1+0=04,3*1+0=03:340
 *     8+0+0=08,6+4+0=10,0+3+1=04:408
 */
export function writeProducts(a: string, b: string): string {
  const lines: string[] = [];
  let total = "0";
  for (let place = 1; place <= b.length; place++) {
    const digit = Number(b.at(-place));
    let carry = 0;
    const terms = [...a].reverse().map((figure) => {
      const product = Number(figure) * digit + carry;
      const term = `${figure}*${digit}+${carry}=${String(product).padStart(2, "0")}`;
      carry = Math.floor(product / 10);
      return term;
    });
    const partial = String(BigInt(a) * BigInt(digit) * 10n ** BigInt(place - 1));
    lines.push(`${terms.join(",")}:${partial}`);
    const sum = String(BigInt(total) + BigInt(partial));
    if (place > 1) lines.push(`${writeColumns(total, partial)}:${sum}`);
    total = sum;
  }
  return lines.join("\n");
}
