import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";

const file = new URL("../../dist/cli/interrupt.js", import.meta.url);
const PROGRAM = `
  import { interrupt } from ${JSON.stringify(file.href)};
  const stop = interrupt(() => console.log("first", stop.signal.aborted));
  setInterval(() => undefined, 1000);
  console.log("ready");`;

/** Starts the program, sends it signals with pauses before each, and tells how it ended and what it printed. */
async function signalled(signals: readonly (readonly [pause: number, signal: NodeJS.Signals])[]) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PROGRAM]);
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await once(child.stdout, "data");
  for (const [pause, signal] of signals) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    child.kill(signal);
  }
  const [status, signal] = (await once(child, "exit")) as [number | null, string | null];
  return { status, signal, printed };
}

describe("interrupt", () => {
  test("the first signal asks to stop, a later one ends the process at once", async () => {
    const { status, printed } = await signalled([
      [0, "SIGINT"],
      [1200, "SIGINT"],
    ]);
    expect(printed).toBe("ready\nfirst true\n");
    expect(status).toBe(130);
  });

  test("the same key press told twice is one", async () => {
    const { status, signal, printed } = await signalled([
      [0, "SIGINT"],
      [50, "SIGINT"],
      [1200, "SIGKILL"],
    ]);
    expect(printed.match(/first/g)).toHaveLength(1);
    expect([status, signal]).toEqual([null, "SIGKILL"]);
  });

  test("SIGTERM counts as well", async () => {
    const { status } = await signalled([
      [0, "SIGTERM"],
      [1200, "SIGTERM"],
    ]);
    expect(status).toBe(143);
  });
});
