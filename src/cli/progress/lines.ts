import type { EvaluationEvent, ProgressEvent, StartedEvent } from "../../algorithms/algorithm.js";
import { bar, count, duration, percent, sparkline, strength } from "../format.js";
import { type ProgressState, strengthSoFar } from "./progress-state.js";

/** The sentence a run starts with. */
export function startedLine(event: StartedEvent): string {
  const budget =
    event.minutes !== undefined
      ? `${event.minutes} minutes`
      : event.steps !== undefined
        ? `${event.steps} steps`
        : undefined;
  const workers = `${event.workers} ${event.workers === 1 ? "worker" : "workers"}`;
  const parts = [
    [`device ${event.device}`, ...counted(event.speeds)].join(", "),
    workers,
    `${count(event.parameters)} parameters`,
    `seed ${event.seed}`,
    ...(budget ? [budget] : []),
  ];
  return `${beginning(event)} ${event.scenario} in ${event.run} (${parts.join(", ")})`;
}

function beginning({ resumedFrom, resumedEpisodes: ended = 0 }: StartedEvent): string {
  if (resumedFrom === undefined) return "Training";
  const underway =
    ended === 0 ? "" : ` and ${ended} ${ended === 1 ? "episode" : "episodes"} that had ended in the next`;
  return `Resuming from step ${resumedFrom}${underway}:`;
}

/** A measurement, as one line. */
export function evaluationLine(event: EvaluationEvent): string {
  const value = strength(event.label, event.value);
  const interval = event.interval
    ? ` (${strength(event.label, event.interval[0])} to ${strength(event.label, event.interval[1])})`
    : "";
  return `${duration(event.minutes)}  step ${event.step}  ${value}${interval} ${event.label}`;
}

/** The state in one line, for logs. */
export function plainLine(state: ProgressState): string | undefined {
  const { progress } = state;
  if (!progress) return undefined;
  const measured = strengthSoFar(state);
  return [
    duration(progress.minutes),
    progress.phase,
    percent(progress.share),
    ...counters(progress),
    ...(measured ? [`strength ${strength(measured.label, measured.value)} (${measured.label})`] : []),
    ...timeLeft(progress),
  ].join("  ");
}

/** The state in three lines for a terminal of a certain width, without colours. */
export function liveLines(state: ProgressState, width: number): string[] {
  const { progress, started } = state;
  if (!progress) return [];
  const head = [
    started?.scenario ?? "",
    progress.phase,
    `${bar(progress.share, 20)} ${percent(progress.share)}`,
    [duration(progress.minutes), ...timeLeft(progress)].join(", "),
  ];
  const measured = strengthSoFar(state);
  const last = measured
    ? `${sparkline(measured.history)}  strength ${strength(measured.label, measured.value)} ${measured.label}`
    : "strength not measured yet";
  return [head.join("  "), counters(progress).join("  "), last].map((line) => shorten(line.trim(), width));
}

/** Nothing while it cannot be told, as before the first of so many steps. */
function timeLeft({ timeLeftMinutes }: ProgressEvent): string[] {
  return Number.isFinite(timeLeftMinutes) ? [`${duration(timeLeftMinutes)} left`] : [];
}

function counters(progress: ProgressEvent): string[] {
  const ended = progress.underway?.ended;
  return [
    ...(ended ? [`${count(ended.count)} of ${count(ended.of)} ${ended.unit}`] : []),
    ...counted(progress.counts),
    `step ${progress.step}`,
    ...(progress.loss === undefined ? [] : [`loss ${progress.loss.toFixed(3).replace("-0.000", "0.000")}`]),
  ];
}

function counted(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([name, value]) => {
    if (name === "solved") return `${percent(value)} solved`;
    return name === "reward" ? `reward ${value.toFixed(2)}` : `${count(value)} ${name}`;
  });
}

function shorten(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}
