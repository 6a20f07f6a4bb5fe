/** Options that take no value, of any command; all others take one. */
const SWITCHES = new Set([
  "help",
  "h",
  "json",
  "resume",
  "fallback",
  "overwrite",
  "watch",
  "solved",
  "unsolved",
  "chat",
  "raw",
  "merge",
  "first",
  "second",
]);

/**
 * The first argument of a command that is not an option or an option's value: what is to be trained, measured or
 * checked. It is looked for before the command's options are known, since these depend on it.
 *
 * @param args of the command, without its name
 * @example
 * firstArgument(["--seed", "3", "addition", "--digits", "8"]); // "addition"
 */
export function firstArgument(args: readonly string[]): string | undefined {
  for (let i = 0; i < args.length; i++) {
    const word = args[i];
    if (word === "--") return args[i + 1];
    if (!isOption(word)) return word;
    if (!word.includes("=") && !SWITCHES.has(nameOf(word))) i++;
  }
  return undefined;
}

/** The value of an option, before a command has been made that knows it. */
export function optionValue(args: readonly string[], option: string): string | undefined {
  const at = args.findLastIndex((word) => isOption(word) && nameOf(word) === option);
  if (at < 0) return undefined;
  const [, ...value] = args[at].split("=");
  return args[at].includes("=") ? value.join("=") : args[at + 1];
}

/** A minus alone, or before a digit, begins no option. */
function isOption(word: string): boolean {
  return /^-{1,2}[a-z]/i.test(word);
}

function nameOf(word: string): string {
  return word.replace(/^-+/, "").split("=")[0];
}
