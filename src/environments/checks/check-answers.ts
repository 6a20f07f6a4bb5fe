import type { Message } from "../text/message.js";
import type { TextEnvironment } from "../text/text-environment.js";
import { openingOf, playWith, totalOf } from "./play.js";
import { error, type Finding, warning } from "./problem.js";
import type { Sampled } from "./sample.js";

/** Answers after which an episode that never ends is given up. */
const TURNS = 100;

/** Longer than most answers that a task expects. */
const LONG = "a long answer ".repeat(100);

/** Share of examples that an answer which takes no thought may solve before it is worth a warning. */
const CHEAP = 0.3;

/** Demonstrations solve their examples, with tools that work, and earn more than saying nothing. */
export async function checkDemonstrations(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  if (environment.demonstrate === undefined) return [];
  const failed: string[] = [];
  for (const { example, place } of sample) {
    const shown = environment.demonstrate(example);
    const { outcome, toolErrors } = await playWith(environment, example, shown, seconds);
    if (toolErrors.length > 0)
      return [error(`the demonstration of ${place} calls a tool in vain: ${toolErrors[0]}`)];
    if (outcome === undefined) return [error(`the demonstration of ${place} does not end the episode`)];
    if (!outcome.solved) failed.push(place);
    const nothing = await playWith(environment, example, saying("", TURNS), seconds);
    const idle = nothing.outcome === undefined ? 0 : totalOf(nothing.outcome);
    if (outcome.solved && totalOf(outcome) <= idle)
      return [
        error(
          `${place}: solving it earns ${totalOf(outcome)}, and saying nothing ${idle}: there is no reason to solve it`,
        ),
      ];
  }
  if (failed.length === 0) return [];
  const share = `${failed.length} of ${sample.length} demonstrations do not solve their example (the first: ${failed[0]})`;
  if (failed.length === sample.length)
    return [error(`${share}: does the checker accept the form that is shown?`)];
  return [warning(`${share}; fine where demonstrations are meant to be imperfect`)];
}

/** Nothing, the question said again, and one answer for all are no solutions, and earn nothing. */
export async function checkWrongAnswers(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  let paid: string | undefined;
  let echoes = 0;
  for (const { example, place } of sample) {
    const question = (await openingOf(environment, example, seconds))
      .map(({ content }) => content)
      .join("\n");
    const wrong = {
      "an empty answer": "",
      "a lone full stop": ".",
      "the question said again": question,
      "a long answer": LONG,
    };
    for (const [what, content] of Object.entries(wrong)) {
      const { outcome } = await playWith(environment, example, saying(content, TURNS), seconds);
      if (outcome === undefined) continue;
      if (outcome.solved && content !== question)
        return [error(`${what} solves ${place}: the checker is too lenient`)];
      if (outcome.solved) echoes++;
      else if (totalOf(outcome) > 0) paid ??= `${what} earns ${totalOf(outcome)} in ${place}`;
    }
  }
  const findings = paid === undefined ? [] : [warning(unearned(paid))];
  if (echoes > CHEAP * sample.length)
    findings.push(warning(`the question said again solves ${echoes} of ${sample.length} examples`));
  return [...findings, ...(await checkConstant(environment, sample, seconds))];
}

/** Episodes end by themselves, however poor the answers. */
export async function checkEnds(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  for (const { example, place } of sample) {
    const { outcome } = await playWith(environment, example, saying("", TURNS), seconds);
    if (outcome === undefined)
      return [
        warning(
          `${place} goes on after ${TURNS} empty answers: only a budget of turns ends it, and then there is no reward`,
        ),
      ];
  }
  return [];
}

async function checkConstant(
  environment: TextEnvironment,
  sample: readonly Sampled[],
  seconds: number,
): Promise<Finding[]> {
  if (environment.demonstrate === undefined || sample.length < 4) return [];
  const shown = environment.demonstrate(sample[0].example);
  let solved = 0;
  for (const { example } of sample.slice(1)) {
    const { outcome } = await playWith(environment, example, [...shown, ...saying("", TURNS)], seconds);
    if (outcome?.solved) solved++;
  }
  const others = sample.length - 1;
  if (solved <= CHEAP * others) return [];
  return [
    warning(
      `the demonstration of ${sample[0].place} solves ${solved} of ${others} others too: one answer is enough`,
    ),
  ];
}

function unearned(paid: string): string {
  return `${paid}, which is not solved: a reward that can be had without solving will be`;
}

function saying(content: string, times: number): Message[] {
  return new Array<Message>(times).fill({ role: "assistant", content });
}
