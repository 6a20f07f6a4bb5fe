import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a finished command left. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** How a command is run in a test. */
export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all standard output so far, whenever there is more. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built command line as a user would, in a process of its own. */
export function selfplay(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { cwd, input = "", env = {}, onOutput } = options;
  const plain = { ...process.env };
  for (const name of ["NO_COLOR", "FORCE_COLOR", "CI", "DEBUG"]) delete plain[name];
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...plain, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput?.(stdout, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined); // The command may end without reading.
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}
