import pc from "picocolors";
import { describe, expect, test, vi } from "vitest";
import type { ProgressEvent, TrainEvent } from "../../algorithms/algorithm.js";
import type { Output } from "../output.js";
import { createProgress } from "./progress.js";

const started: TrainEvent = {
  type: "started",
  run: "runs/a",
  scenario: "connect-four",
  device: "cpu",
  workers: 2,
  parameters: 88_600,
  speeds: { "evaluations/s a worker": 8123 },
  seed: 1,
  minutes: 10,
};

const progress = (over: Partial<ProgressEvent> = {}): ProgressEvent => ({
  type: "progress",
  phase: "self-play",
  minutes: 2.5,
  timeLeftMinutes: 7.5,
  share: 0.25,
  step: 640,
  counts: { games: 1234, positions: 45_678, "positions/s": 321, "simulations/s": 9876 },
  loss: 1.2345,
  ...over,
});

const evaluation = (value: number, minutes: number): TrainEvent => ({
  type: "evaluation",
  step: Math.round(100 * minutes),
  minutes,
  label: "optimal moves on 1396 positions",
  value,
  details: {},
});

/** A measurement that ends an answer each second. */
const measuring = (seconds: number): TrainEvent => ({
  type: "progress",
  phase: "measuring",
  ...{ minutes: seconds / 60, timeLeftMinutes: (200 - seconds) / 60, share: 0, step: 0, counts: {} },
  underway: { seconds, ended: { count: seconds, of: 200, unit: "answers" } },
});

function screen({ isTTY, env = {} }: { isTTY: boolean; env?: Record<string, string> }) {
  let written = "";
  let time = 0;
  const stream = {
    isTTY,
    columns: 100,
    write: (text: string) => {
      written += text;
      return true;
    },
  };
  const output: Output = {
    stream: stream as unknown as Output["stream"],
    colours: pc.createColors(false),
    line: (text = "") => void stream.write(`${text}\n`),
    warn: (message) => void stream.write(`on standard error: ${message}\n`),
    result: () => undefined,
  };
  const wait = (seconds: number) => {
    time += 1000 * seconds;
  };
  const shown = createProgress(output, env, () => time);
  return { shown, text: () => written, wait };
}

describe("without a terminal", () => {
  test("there is a line every fifteen seconds and at each evaluation, and no control characters", () => {
    const { shown, text, wait } = screen({ isTTY: false });
    shown.show(started);
    for (let second = 0; second < 31; second++) {
      shown.show(progress({ minutes: second / 60 }));
      if (second === 20) shown.show(evaluation(0.781, 1 / 3));
      wait(1);
    }
    shown.end();
    const lines = text().trimEnd().split("\n");
    expect(lines).toHaveLength(1 + 3 + 1);
    expect(lines[0]).toBe(
      "Training connect-four in runs/a (device cpu, 8.12k evaluations/s a worker, 2 workers, 88.6k parameters, seed 1, 10 minutes)",
    );
    expect(lines[2]).toMatch(
      /^15 s {2}self-play {2}25.0 % {2}1.23k games {2}45.7k positions {2}321 positions/,
    );
    expect(lines[3]).toBe("20 s  step 33  78.1 % optimal moves on 1396 positions");
    expect(lines[4]).toContain(
      "loss 1.234  strength 78.1 % (optimal moves on 1396 positions)  7 min 30 s left",
    );
    expect(text()).not.toContain("\x1b");
  });

  test("a warning goes to standard error", () => {
    const { shown, text } = screen({ isTTY: false });
    shown.show({ type: "warning", message: "the disk is full" });
    expect(text()).toBe("on standard error: the disk is full\n");
  });

  test("a pause is told at once", () => {
    const { shown, text } = screen({ isTTY: false });
    shown.show(progress());
    shown.show(progress({ phase: "paused" }));
    shown.show(progress({ phase: "paused" }));
    expect(text().match(/paused/g)).toHaveLength(1);
  });

  test("what a language model earns is no count", () => {
    const { shown, text } = screen({ isTTY: false });
    shown.show(progress({ phase: "rl", counts: { reward: 0.426, solved: 0.4, "tokens/s": 12_345 } }));
    expect(text()).toMatch(
      / rl {2}25\.0 % {2}reward 0\.43 {2}40\.0 % solved {2}12\.3k tokens\/s {2}step 640 /,
    );
  });

  test("what is under way has a line of its own only where it takes long", () => {
    const { shown, text, wait } = screen({ isTTY: false });
    shown.show(started);
    for (let second = 0; second < 31; second++) {
      shown.show(measuring(second));
      wait(1);
    }
    shown.show(progress({ step: 641 }));
    const lines = text().trimEnd().split("\n").slice(1);
    expect(lines).toEqual([
      "15 s  measuring  0.0 %  15 of 200 answers  step 0  3 min 05 s left",
      "30 s  measuring  0.0 %  30 of 200 answers  step 0  2 min 50 s left",
    ]);
  });

  test("no time is told as long as it is unknown", () => {
    const { shown, text } = screen({ isTTY: false });
    shown.show(progress({ timeLeftMinutes: Number.POSITIVE_INFINITY }));
    expect(text()).toMatch(/loss 1\.234\n$/);
  });

  test("CI has plain lines even in a terminal", () => {
    const { shown, text } = screen({ isTTY: true, env: { CI: "true" } });
    shown.show(progress());
    expect(text()).not.toContain("\x1b");
  });
});

describe("in a terminal", () => {
  test("three lines are redrawn in place and notes stay above them", () => {
    const { shown, text, wait } = screen({ isTTY: true });
    shown.show(started);
    shown.show(progress());
    wait(1);
    shown.show(evaluation(0.5, 1));
    shown.show(evaluation(0.9, 2));
    wait(1);
    shown.show(progress({ share: 0.5, strength: { label: "optimal moves on 1396 positions", value: 0.9 } }));
    shown.end();
    const left = render(text());
    expect(left).toHaveLength(3 + 3);
    expect(left.slice(1, 3).every((line) => line.includes("optimal moves"))).toBe(true);
    expect(left[3]).toBe("connect-four  self-play  ██████████░░░░░░░░░░ 50.0 %  2 min 30 s, 7 min 30 s left");
    expect(left[5]).toBe("▁█  strength 90.0 % optimal moves on 1396 positions");
  });

  test("the clock goes on between events", () => {
    vi.useFakeTimers();
    const { shown, text, wait } = screen({ isTTY: true });
    shown.show(progress());
    wait(3);
    vi.advanceTimersByTime(1000);
    expect(render(text())[0]).toContain("2 min 33 s, 7 min 27 s left");
    shown.end();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test("a measurement is shown from its first event on, and what was before it when it is over", () => {
    const { shown, text, wait } = screen({ isTTY: true });
    shown.show(started);
    wait(1);
    shown.show(measuring(20));
    expect(render(text()).slice(1)).toEqual([
      "connect-four  measuring  ░░░░░░░░░░░░░░░░░░░░ 0.0 %  20 s, 3 min 00 s left",
      "20 of 200 answers  step 0",
      "strength not measured yet",
    ]);
    wait(1);
    shown.show(progress({ phase: "rl", counts: { reward: 0.5 } }));
    wait(1);
    shown.show(measuring(199));
    wait(1);
    shown.show(evaluation(0.9, 4));
    shown.end();
    const [head, counts, strength] = render(text()).slice(-3);
    expect(head).toMatch(/^connect-four {2}rl {2}█+░+ 25\.0 % {2}3 min 20 s, 0 s left$/);
    expect(counts).toBe("reward 0.50  step 640  loss 1.234");
    expect(strength).toContain("strength 90.0 %");
  });

  test("lines never wrap", () => {
    const { shown, text } = screen({ isTTY: true });
    shown.show(progress({ strength: { label: "x".repeat(200), value: 0.5 } }));
    for (const line of render(text())) expect(line.length).toBeLessThan(100);
  });
});

/** What a terminal shows after "cursor up n" and "erase below", the only controls used. */
function render(text: string): string[] {
  let lines: string[] = [];
  for (const [i, part] of text.split("\x1b[").entries()) {
    if (part.endsWith("A")) lines = lines.slice(0, lines.length - Number.parseInt(part, 10));
    else lines.push(...(i === 0 ? part : part.replace(/^0J/, "")).split("\n").slice(0, -1));
  }
  return lines;
}
