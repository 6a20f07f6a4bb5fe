import type { Command } from "commander";

/** Ends a command's help with examples, each with what it is for. */
export function examples(
  command: Command,
  lines: readonly (readonly [command: string, purpose: string])[],
): Command {
  const width = Math.max(...lines.map(([example]) => example.length));
  const text = lines.map(([example, purpose]) => `  ${example.padEnd(width)}  ${purpose}`).join("\n");
  return command.addHelpText("after", `\nExamples:\n${text}`);
}
