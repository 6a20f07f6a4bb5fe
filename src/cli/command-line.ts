/**
 * A command as a person would type it, to be copied from the screen.
 *
 * @example
 * commandLine("train", "connect-four", { out: "my runs/a", resume: true });
 * // npx selfplay train connect-four --out 'my runs/a' --resume
 */
export function commandLine(
  command: string,
  argument: string,
  options: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string {
  const words = ["npx", "selfplay", command, quote(argument)];
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === false) continue;
    words.push(`--${name}`);
    if (value !== true) words.push(quote(String(value)));
  }
  return words.join(" ");
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
