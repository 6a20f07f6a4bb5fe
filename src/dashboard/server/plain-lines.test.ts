import { expect, test } from "vitest";
import { exceptPlain } from "./plain-lines.js";

const kept = (text: string) =>
  [...exceptPlain(Buffer.from(text), 100)].map(({ bytes, start }) => [start - 100, bytes.toString().trim()]);
const line = (type: string, step: number) => `{"type":"${type}","step":${step}}`;

test("of rounds and steps that follow each other the last is kept, and everything else", () => {
  const texts = [
    line("round", 1),
    line("round", 2),
    line("evaluation", 2),
    line("match", 2),
    line("step", 3),
    line("round", 4),
  ];
  const text = texts.map((one) => `${one}\n`).join("");
  expect(kept(text).map(([, one]) => one)).toEqual([1, 2, 3, 5].map((i) => texts[i]));
  for (const [start, one] of kept(text)) expect(text.startsWith(one as string, start as number)).toBe(true);
});

test("a round that was torn is kept, to be found damaged", () => {
  const whole = line("round", 1);
  const half = whole.slice(0, 20);
  const damaged = [half, half + whole, `\0\0${whole}`, whole.replace('"round"', '"rou'), `${whole}x`, "{}"];
  for (const one of damaged)
    expect(kept(`${whole}\n${one}\n${whole}\n`)).toContainEqual([whole.length + 1, one]);
});
