/** Something {@link checkGame} found. */
export interface GameProblem {
  /** Which check found it, for example `"symmetries"`. */
  readonly check: string;
  /** An error breaks the contract of a game; a warning may be what its author meant. */
  readonly severity: "error" | "warning";
  /** What is wrong, where, and what was expected, in words. */
  readonly message: string;
  /** The actions that lead to the position in question, when it is about one. */
  readonly history?: readonly number[];
}

/** What one check found; the name of the check is added by who runs it. */
export type Finding = Omit<GameProblem, "check">;

export function error(message: string, history?: readonly number[]): Finding {
  return finding("error", message, history);
}

export function warning(message: string, history?: readonly number[]): Finding {
  return finding("warning", message, history);
}

function finding(severity: Finding["severity"], message: string, history?: readonly number[]): Finding {
  return history ? { severity, message, history } : { severity, message };
}
