import { SelfplayError } from "../../errors.js";
import { nearest } from "../../suggest.js";
import type { ChatSession } from "../../trained/chat-session.js";
import type { Output } from "../output.js";
import type { LineReader } from "../play/line-reader.js";

/** What a person may type besides something to say. */
const COMMANDS: Readonly<Record<string, string>> = {
  "/reset": "forget what was said",
  "/help": "this list",
  "/quit": "leave",
};

/** A conversation between a person at a terminal and a model. */
export class TalkSession {
  constructor(
    private readonly session: ChatSession,
    private readonly reader: LineReader,
    private readonly output: Output,
    /** What to warn of in something that is said. */
    private readonly warningOf: (said: string) => string | undefined,
  ) {}

  /** Talks until the person leaves. @param name of the model */
  async run(name: string): Promise<void> {
    const { output, reader } = this;
    output.line(`${name}. Say something, or /reset, /help, /quit.`);
    for (;;) {
      output.line();
      const line = (await reader.next("you> "))?.trim();
      if (line === undefined || line === "/quit") return;
      if (line === "") continue;
      if (line.startsWith("/")) this.command(line);
      else await this.answer(line);
      if (reader.interrupted.aborted) return;
    }
  }

  private command(line: string): void {
    const { output, session } = this;
    if (line === "/reset") {
      session.reset();
      output.line("It has forgotten what was said.");
    } else if (line === "/help") {
      for (const [name, meaning] of Object.entries(COMMANDS)) output.line(`  ${name.padEnd(8)}${meaning}`);
    } else {
      const near = nearest(line, Object.keys(COMMANDS));
      output.line(`There is no ${line}${near ? ` (did you mean ${near}?)` : "; /help tells what there is"}.`);
    }
  }

  private async answer(said: string): Promise<void> {
    const { output, session, reader } = this;
    const warning = this.warningOf(said);
    if (warning !== undefined) output.warn(warning);
    try {
      const { stopReason } = await session.say(said, {
        signal: reader.interrupted,
        onText: (piece) => void output.stream.write(output.colours.cyan(piece)),
      });
      output.line(stopReason === "length" ? output.colours.dim(" … cut off") : "");
    } catch (error) {
      if (!(error instanceof SelfplayError)) throw error;
      output.line(output.colours.yellow(`${error.message} (/reset begins anew)`));
    }
  }
}
