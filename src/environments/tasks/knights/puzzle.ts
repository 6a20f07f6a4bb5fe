import type { Random } from "../../../random/index.js";
import { isTrue, randomStatement, type Statement } from "./statement.js";

/** Knights, who always tell the truth, and knaves, who never do (Smullyan 1978). Exactly one solution. */
export interface KnightsProblem {
  /** What each person says. */
  readonly statements: readonly Statement[];
}

/** A puzzle with exactly one solution, which is not that all are knights. */
export function randomPuzzle(random: Random, people: number): KnightsProblem {
  for (;;) {
    const statements = Array.from({ length: people }, (_, speaker) =>
      randomStatement(random, speaker, people),
    );
    const solutions = casesOf(people).filter((knights) => contradicted(statements, knights) < 0);
    if (solutions.length === 1 && solutions[0].includes(false)) return { statements };
  }
}

/** Who is a knight. */
export function solutionOf({ statements }: KnightsProblem): readonly boolean[] {
  return casesOf(statements.length).find((knights) => contradicted(statements, knights) < 0)!;
}

/** Every way in which people can be knights and knaves, all knights first and the last person changing fastest. */
export function casesOf(people: number): boolean[][] {
  return Array.from({ length: 2 ** people }, (_, bits) =>
    Array.from({ length: people }, (_, person) => ((bits >> (people - 1 - person)) & 1) === 0),
  );
}

/** The first person whose statement does not fit what he is; −1 when all fit. */
export function contradicted(statements: readonly Statement[], knights: readonly boolean[]): number {
  return statements.findIndex((statement, speaker) => isTrue(statement, knights) !== knights[speaker]);
}
