import type { WriteStream } from "node:tty";
import pc from "picocolors";

/** Functions that colour text, or leave it alone where colours are not wanted. */
export type Colours = ReturnType<typeof pc.createColors>;

/** Where a command writes: words for people, and with `--json` one object for programs. */
export interface Output {
  /** The stream for words: standard output, or standard error under `--json`. */
  readonly stream: WriteStream;
  readonly colours: Colours;
  /** Writes a line for people. */
  line(text?: string): void;
  /** Says on standard error what should be known; the command goes on. */
  warn(message: string): void;
  /** Writes the result: the object under `--json`, else the words. */
  result(value: object, words: () => string): void;
}

/** An {@link Output} on this process's streams. */
export function createOutput({ json = false }: { readonly json?: boolean } = {}): Output {
  const stream = (json ? process.stderr : process.stdout) as WriteStream;
  const line = (text = "") => {
    stream.write(`${text}\n`);
  };
  return {
    stream,
    colours: pc.createColors(wantsColours(stream, process.env)),
    line,
    warn: (message) => {
      const { yellow } = pc.createColors(wantsColours(process.stderr, process.env));
      process.stderr.write(`${yellow(`warning: ${message}`)}\n`);
    },
    result: (value, words) => {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
      else line(words());
    },
  };
}

/** Whether to colour what goes to a stream (https://no-color.org; FORCE_COLOR the other way round). */
export function wantsColours(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}
