import type { Tool } from "../../text/tool.js";
import { evaluateExpression } from "../expression/expression.js";
import { formatFraction } from "../expression/fraction.js";

/** A tool that evaluates an arithmetic expression exactly. It reads the expression itself; nothing is run. */
export const calculate: Tool<{ readonly expression: string }> = {
  description: "Evaluates an arithmetic expression with + - * / and brackets.",
  inputSchema: {
    type: "object",
    properties: { expression: { type: "string", description: "for example (120+34)*5" } },
    required: ["expression"],
    additionalProperties: false,
  },
  execute: ({ expression }) => formatFraction(evaluateExpression(expression).value),
};
