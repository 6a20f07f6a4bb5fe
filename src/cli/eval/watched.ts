import type { WriteStream } from "node:tty";
import type { TextEvaluationOptions } from "../../evaluation/text-evaluation.js";
import { interrupt } from "../interrupt.js";
import { JudgedProgress } from "./judged-progress.js";

/**
 * Measures a language model and shows how far that is, until it is over or told to stop: then it says so, and the process
 * ends with the status of one that was stopped.
 *
 * @param stream where the progress is shown, which is not where the result goes
 * @returns undefined where it was stopped
 */
export async function watched<T>(
  stream: WriteStream,
  measure: (watching: Required<Pick<TextEvaluationOptions, "signal" | "onJudged">>) => Promise<T>,
): Promise<T | undefined> {
  const progress = new JudgedProgress(stream);
  const stop = interrupt(() => undefined);
  try {
    return await measure({ signal: stop.signal, onJudged: (count, of) => progress.judged(count, of) });
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    progress.end();
    stream.write(`Stopped: ${progress.words}. Nothing is told of a part of them.\n`);
    process.exitCode = stop.status;
    return undefined;
  } finally {
    stop.dispose();
    progress.end();
  }
}
