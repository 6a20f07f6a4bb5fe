import { describe, expect, test } from "vitest";
import { episodeWith } from "../../rollout/text/records.conformance.js";
import { KeptAnswers } from "./kept-answers.js";

const answered = (exampleId: string, content: string, solved = true) =>
  episodeWith({ exampleId, solved, messages: [{ role: "assistant", content, player: 0 }] });

describe("kept answers", () => {
  test("are solved ones, each once, so many of an example, in the order they came", () => {
    const [a, again, other, wrong] = [
      answered("1", "x"),
      answered("1", "x"),
      answered("1", "y"),
      answered("1", "z", false),
    ];
    const [elsewhere, third] = [answered("2", "x"), answered("1", "w")];
    const all = [a, again, wrong, other, elsewhere, third];
    expect(new KeptAnswers(2, false).choose(all)).toEqual([a, other, elsewhere]);
    expect(new KeptAnswers(9, false).choose(all)).toEqual([a, other, elsewhere, third]);
  });

  test("differ when they call a tool with something else, and must have been judged", () => {
    const calling = (input: unknown) =>
      episodeWith({
        messages: [
          { role: "assistant", content: "", toolCalls: [{ id: `${input}`, name: "add", input }], player: 0 },
        ],
      });
    expect(new KeptAnswers(9, false).choose([calling(1), calling(2), calling(1)])).toHaveLength(2);
    const failed = episodeWith({ errors: [{ boundary: "judge", code: "X", message: "", turn: 1 }] });
    expect(new KeptAnswers(9, false).choose([failed])).toEqual([]);
  });

  test("are kept once in all rounds where they are remembered, and so are those that were saved", () => {
    const first = [answered("1", "x"), answered("1", "y"), answered("1", "z")];
    const next = () => [answered("1", "z"), answered("1", "x"), answered("2", "x")];
    const kept = new KeptAnswers(2, true);
    expect(kept.choose(first)).toEqual(first.slice(0, 2));
    const later = new KeptAnswers(2, true);
    later.load(JSON.parse(JSON.stringify(kept.save())));
    for (const answers of [kept, later]) {
      const [z, , elsewhere] = next();
      expect(answers.choose(next())).toEqual([z, elsewhere]);
      expect(answers.choose(next())).toEqual([]);
    }
    expect(new Set(kept.save()).size).toBe(4);
  });

  test("are forgotten after each round where examples are ever new ones", () => {
    const kept = new KeptAnswers(2, false);
    for (let round = 0; round < 2; round++) expect(kept.choose([answered("1", "x")])).toHaveLength(1);
    expect(kept.save()).toEqual([]);
  });
});
