import type { Random } from "../../../random/index.js";
import type { AppliedStage } from "./problem.js";
import { stageById } from "./stages/stages.js";

/** Names for what is kept on the way; stages use none of them. */
const NAMES = ["y", "z", "w", "u", "t"];

/**
 * A program that defines the function `f` as its stages say.
 *
 * @param random chooses between the ways to write it; the plainest when left out
 */
export function writeProgram(stages: readonly AppliedStage[], random?: Random): string {
  const names = [...NAMES];
  let body = "";
  let value = "x";
  const name = () => {
    const next = names.shift()!;
    body += `const ${next}=${bare(value)};`;
    value = next;
  };
  for (const { id, parameters } of stages) {
    const ways = stageById(id).code(parameters);
    const way = ways[random?.integer(ways.length) ?? 0];
    const isStatements = way.includes("#");
    const repeats = isStatements || way.split("@").length > 2;
    if ((repeats || random?.chance(0.2)) && value.length > 1) name();
    if (isStatements) {
      const result = names.shift()!;
      body += way.replaceAll("@", value).replaceAll("#", result);
      value = result;
    } else value = way.replaceAll("@", value);
  }
  if (body === "" && random?.chance(0.4)) return `const f=x=>${bare(value)};`;
  return `function f(x){${body}return ${bare(value)}}`;
}

/** Without brackets around the whole. */
function bare(expression: string): string {
  if (!expression.startsWith("(") || !expression.endsWith(")")) return expression;
  let depth = 0;
  for (const [i, sign] of [...expression].entries()) {
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (depth === 0 && i < expression.length - 1) return expression;
  }
  return expression.slice(1, -1);
}
