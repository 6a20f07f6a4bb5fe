import { OptionError } from "../../errors.js";
import { misspeltAs } from "../misspelt.js";
import type { GeneratedTask } from "./question-task.js";

const NEEDED = ["generate", "id", "ask"] as const;
const OPTIONAL = ["demonstrate", "family"] as const;

/** Every member that a task may have. */
export const TASK_MEMBERS: readonly string[] = [
  "name",
  ...NEEDED,
  ...OPTIONAL,
  "grade",
  "tools",
  "keepsTime",
];

/**
 * Sees whether a task has the functions that make one, where it is made and not where it is first asked.
 *
 * @param more functions that it needs besides
 * @throws OptionError naming the function, and what it may be misspelt as
 */
export function checkTask<Problem>(task: GeneratedTask<Problem>, more: readonly string[] = []): void {
  if (typeof task !== "object" || task === null)
    throw new OptionError("task", "an object with name, generate, id and ask", task);
  const of = typeof task.name === "string" ? `the task ${task.name}` : "the task";
  for (const member of [...NEEDED, ...more, ...OPTIONAL]) {
    const value: unknown = Reflect.get(task, member);
    if (typeof value === "function") continue;
    if (value === undefined && OPTIONAL.some((name) => name === member)) continue;
    const slip = value === undefined ? misspeltAs(task, TASK_MEMBERS, member) : undefined;
    const hint = slip === undefined ? "" : ` (is it ${slip}?)`;
    throw new OptionError(`${member} of ${of}`, `a function${hint}`, value);
  }
}
