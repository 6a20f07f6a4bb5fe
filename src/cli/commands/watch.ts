import { once } from "node:events";
import { stat } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { type Command, Option } from "commander";
import { examples } from "../examples.js";
import { interrupt } from "../interrupt.js";
import { whole } from "../numbers.js";
import { createOutput } from "../output.js";
import { openExistingRun } from "../runs.js";
import { UsageError } from "../usage-error.js";

interface Flags {
  readonly host: string;
  readonly port?: number;
  readonly token?: string;
}

const RUNS = "runs";

export function addWatch(program: Command): void {
  const command = program
    .command("watch")
    .summary("look at runs in a browser")
    .description(
      "Serves the dashboard: the runs in a directory, how they go while they are being trained, their games, answers and " +
        "ratings, and a board to play against what was trained. It reads the files of the runs only, also of those that other " +
        "processes train. Ctrl-C ends it.",
    )
    .argument("[runs]", "directory that the runs lie in, or one run", RUNS)
    .option(
      "--port <n>",
      "port to listen on, 0 for any that is free (default 7878, or the next free one)",
      whole(0),
    )
    .option("--host <address>", "address to listen on; any but this machine's own needs a token", "127.0.0.1")
    .addOption(
      new Option(
        "--token <text>",
        "what browsers must know; made and printed where --host needs one (default none)",
      ).env("SELFPLAY_TOKEN"),
    )
    .action(watchAction);
  examples(command, [
    ["selfplay watch", "the runs in runs/"],
    ["selfplay watch runs/connect-four-1 --port 9000", "one run"],
    ["selfplay watch --host 0.0.0.0", "for other machines, which must know the address with its token"],
  ]);
}

async function watchAction(runs: string, { host, port, token }: Flags): Promise<void> {
  const found = await stat(runs).catch(() => undefined);
  // The usual place may be empty still: a dashboard that is open when training begins is welcome.
  if (!found?.isDirectory() && runs !== RUNS) {
    // Of what is not there it says the same as the other commands.
    if (!found) await openExistingRun(runs);
    throw new UsageError(`${runs}: expected a directory of runs, found a file`);
  }
  if (port !== undefined && port > 65_535)
    throw new UsageError(`--port: expected a whole number from 0 to 65535, found ${port}`);
  const { startDashboard } = await import("../../dashboard/index.js");
  const output = createOutput();
  const dashboard = await startDashboard({
    runs,
    host,
    ...(port !== undefined && { port }),
    ...(token !== undefined && { token }),
  });
  const stop = interrupt(() => undefined);
  output.line(`The runs in ${runs} (Ctrl-C ends it): ${output.colours.bold(dashboard.url)}`);
  if (host === "0.0.0.0" || host === "::")
    for (const address of ownAddresses())
      output.line(
        `  for other machines: ${dashboard.url.replace(/\/\/(\[::1\]|127\.0\.0\.1)/, `//${address}`)}`,
      );
  if (!stop.signal.aborted) await once(stop.signal, "abort");
  await dashboard.close();
  stop.dispose();
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}
