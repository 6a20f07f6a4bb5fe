import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFolder } from "../../language/fixtures.conformance.js";
import { characterTokenizer, loadTokenizer } from "../../language/index.js";
import { type AnswerPiece, AnswerText } from "./answer-text.js";
import { heldBack } from "./held-back.js";

const qwen = loadTokenizer(readFolder("qwen3"));
const ids = fc.array(
  fc.nat(qwen.size - 1).filter((id) => !qwen.endIds.includes(id)),
  { maxLength: 40 },
);

/** Everything that is given out for some tokens, up to where the answer has ended. */
function read(answer: AnswerText, tokens: readonly number[]): AnswerPiece[] {
  const pieces: AnswerPiece[] = [];
  for (const [i, id] of tokens.entries()) if (!answer.stopped) pieces.push(answer.push(id, -i));
  return [...pieces, answer.end()];
}
const textOf = (pieces: readonly AnswerPiece[]) => pieces.map(({ text }) => text).join("");

describe("the text of an answer", () => {
  test("without stop texts is all tokens decoded at once, and every token goes out once and in order", () => {
    fc.assert(
      fc.property(ids, (tokens) => {
        const pieces = read(new AnswerText(qwen, []), tokens);
        expect(textOf(pieces)).toBe(qwen.decode(tokens));
        const scores = pieces.flatMap((piece) => piece.tokens.map(({ logprob }) => -logprob));
        expect(scores).toEqual(tokens.map((_, i) => i));
      }),
    );
  });

  test("has the special tokens in it that it is to have, and no others", () => {
    const mistral = loadTokenizer(readFolder("mistral"));
    const mark = mistral.idOf("[TOOL_CALLS]")!;
    const other = mistral.idOf("[INST]")!;
    const tokens = [mark, other, ...mistral.encode('[{"a": 1}]'), other, mark];
    const special = new Set([mark]);
    const pieces = read(new AnswerText(mistral, [], { special }), tokens);
    expect(textOf(pieces)).toBe(mistral.decode(tokens, { special }));
    expect(textOf(pieces)).toMatch(/^\[TOOL_CALLS\] ?\[\{"a": 1\}\] ?\[TOOL_CALLS\]$/);
    expect(mistral.decode(tokens)).not.toContain("TOOL_CALLS");
  });

  test("ends before the first stop text, whatever the tokens; nothing given out is taken back", () => {
    const ab = characterTokenizer("abc");
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 30 });
    const stops = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(word, stops, (text, stops) => {
        const answer = new AnswerText(ab, stops);
        const pieces = read(answer, [...ab.encode(text)]);
        // Whichever stop text is complete first ends the answer, and where it began the text does.
        const ends = stops.map((stop) => text.indexOf(stop) + (text.includes(stop) ? stop.length : Infinity));
        const end = Math.min(...ends);
        const starts = stops.filter((_, i) => ends[i] === end).map((stop) => end - stop.length);
        const wanted = Number.isFinite(end) ? text.slice(0, Math.min(...starts)) : text;
        expect(textOf(pieces)).toBe(wanted);
        expect(answer.stopped).toBe(Number.isFinite(end));
        const tokens = pieces.flatMap((piece) => piece.tokens.map(({ text }) => text));
        expect(tokens.join("")).toBe(wanted);
      }),
      { numRuns: 300 },
    );
  });

  test("ends with a token that ends answers, which is not part of it", () => {
    const answer = new AnswerText(qwen, []);
    const [a, b] = qwen.encode("ab cd");
    expect(textOf(read(answer, [a, b, qwen.endIds[0], a]))).toBe(qwen.decode([a, b]));
    expect(answer.stopped).toBe(true);
  });
});

describe("the most likely tokens", () => {
  test("are told as the text they would be in that place, special ones by their name", () => {
    const llama = loadTokenizer(readFolder("llama2"));
    const [first, second] = llama.encode("the");
    const word = llama.encode(" one").at(-1)!;
    const answer = new AnswerText(llama, [], { after: first });
    const top = [second, word, llama.endIds[0]].map((id, i) => ({ id, logprob: -i }));
    const { tokens } = answer.push(second, 0, top);
    const whole = (id: number) => llama.decode([first, id]).slice(llama.decode([first]).length);
    expect(tokens[0].top).toEqual([
      { text: whole(second), logprob: -0 },
      { text: whole(word), logprob: -1 },
      { text: "</s>", logprob: -2 },
    ]);
  });
});

test("what is held back is the longest end that a mark could begin with", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(
    fc.property(letters, fc.array(letters), (text, marks) => {
      const held = heldBack(text, marks);
      const could = (length: number) =>
        marks.some((mark) => length < mark.length && mark.startsWith(text.slice(text.length - length)));
      for (let length = held + 1; length <= text.length; length++) expect(could(length)).toBe(false);
      expect(held === 0 || could(held)).toBe(true);
    }),
  );
});
