import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a training in another process is killed. */
export interface Kill {
  /** Checkpoints it has told of before. */
  readonly checkpoints: number;
  /** Milliseconds after the last of them. */
  readonly milliseconds: number;
}

/**
 * Trains in another process, which is killed; goes on with the run where there is one.
 *
 * @param options source of the options of `train`; `alphaZero` is there
 * @returns true when it had ended before
 */
export async function trainAndKill(options: string, { checkpoints, milliseconds }: Kill): Promise<boolean> {
  const script = `
    import { existsSync } from "node:fs";
    import { alphaZero, train } from ${JSON.stringify(fileURLToPath(new URL("../../dist/index.js", import.meta.url)))};
    const options = ${options};
    const training = train({ ...options, resume: existsSync(options.out + "/config.json") });
    for await (const { type } of training) if (type === "checkpoint") process.stdout.write(".");
    process.exit(0);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let seen = 0;
  child.stdout.on("data", (dots: Buffer) => {
    seen += dots.length;
    if (seen >= checkpoints) setTimeout(() => child.kill("SIGKILL"), milliseconds);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on("exit", (code, signal) => resolve([code, signal]));
  });
  if (code !== 0 && signal !== "SIGKILL") throw new Error(`the training process failed (code ${code})`);
  return code === 0;
}
