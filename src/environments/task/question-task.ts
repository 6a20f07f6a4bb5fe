import { Random } from "../../random/index.js";
import { misspeltMembers, rememberMisspelt } from "../misspelt.js";
import type { Message } from "../text/message.js";
import type { TextEnvironment, TextEpisode } from "../text/text-environment.js";
import type { ToolSet } from "../text/tool.js";
import { checkTask, TASK_MEMBERS } from "./check-task.js";
import {
  type GenerationOptions,
  generatedExample,
  type ProblemGenerator,
  type TaskExample,
} from "./generated.js";
import { type Grade, outcomeOf, type RewardWeights } from "./grade.js";
import { checkTaskSettings } from "./task-settings.js";

/** What all tasks that generate their examples have in common. */
export interface GeneratedTask<Problem> extends ProblemGenerator<Problem> {
  readonly tools?: ToolSet;
  /** As of a {@link TextEnvironment}: judging ends by itself, so that nobody limits its time. */
  readonly keepsTime?: boolean;
  /** What is said first; a text is the user's. */
  ask(problem: Problem): string | readonly Message[];
  /** What solves the problem: an assistant's text, or its messages where it takes several. */
  demonstrate?(problem: Problem, random: Random): string | readonly Message[];
}

/** A task of one question and one answer. */
export interface QuestionTask<Problem> extends GeneratedTask<Problem> {
  /** Checks an answer. Strict about what is right and lenient about how it is written. */
  grade(problem: Problem, answer: string, options: { readonly signal: AbortSignal }): Grade | Promise<Grade>;
}

/** Which examples a task has, and what it pays. Other members are kept as the environment's options. */
export interface TaskSettings extends Partial<GenerationOptions>, RewardWeights {
  readonly [option: string]: number | string | boolean | undefined;
}

/**
 * A text environment that asks one question and checks the answer. Examples are generated; whether one is to be learnt
 * from or held out is a hash of what it is, so the two never share any.
 *
 * @throws OptionError for a task without the functions that make one, and for settings that are not what they must be
 * @example
 * const doubling = questionTask<number>({
 *   name: "doubling",
 *   generate: (random, difficulty) => random.integer(10 ** difficulty),
 *   id: (x) => String(x),
 *   ask: (x) => `2*${x}=`,
 *   grade: (x, answer) => ({ solved: answer.trim() === String(2 * x) }),
 *   demonstrate: (x) => String(2 * x),
 * }, { difficulty: 3 });
 */
export function questionTask<Problem>(
  task: QuestionTask<Problem>,
  settings: TaskSettings = {},
): TextEnvironment<TaskExample<Problem>> {
  checkTask(task, ["grade"]);
  return generatedTask(task, settings, (problem, opening) => ({
    opening,
    async answer({ content }, signal) {
      return { done: true, outcome: outcomeOf(await task.grade(problem, content, { signal }), settings) };
    },
  }));
}

/**
 * The same for a task whose episodes take more than one answer.
 *
 * @param begin an episode of the problem; `opening` is what the task's `ask` says, as messages. Where it ends,
 *   `outcomeOf(grade, settings)` pays what the settings say
 * @throws OptionError as {@link questionTask} does
 * @example
 * generatedTask(task, settings, ({ secret }, opening) => ({
 *   opening,
 *   answer: ({ content }) => ({ done: true, outcome: outcomeOf({ solved: content === secret }, settings) }),
 * }));
 */
export function generatedTask<Problem>(
  task: GeneratedTask<Problem>,
  settings: TaskSettings,
  begin: (problem: Problem, opening: readonly Message[]) => TextEpisode,
): TextEnvironment<TaskExample<Problem>> {
  checkTask(task);
  checkTaskSettings(settings);
  const { difficulty = 1, easiest, seed = 0 } = settings;
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const environment: TextEnvironment<TaskExample<Problem>> = {
    name: task.name,
    options: Object.fromEntries(given) as Record<string, number | string | boolean>,
    ...(task.tools && { tools: task.tools }),
    ...(task.keepsTime !== undefined && { keepsTime: task.keepsTime }),
    size: () => Number.POSITIVE_INFINITY,
    example: (split, index) => generatedExample(task, { difficulty, easiest, seed }, split, index),
    begin: ({ problem }) => begin(problem, openingOf(task, problem)),
    ...(task.demonstrate && {
      demonstrate: ({ problem, split, index }: TaskExample<Problem>) => {
        const shown = task.demonstrate?.(problem, new Random(seed, task.name, "demonstrate", split, index));
        return typeof shown === "string" ? [{ role: "assistant", content: shown }] : (shown ?? []);
      },
    }),
  };
  rememberMisspelt(environment, misspeltMembers(task, TASK_MEMBERS));
  return environment;
}

/** The messages that open an episode of the problem. */
function openingOf<Problem>(task: GeneratedTask<Problem>, problem: Problem): readonly Message[] {
  const asked = task.ask(problem);
  return typeof asked === "string" ? [{ role: "user", content: asked }] : asked;
}
