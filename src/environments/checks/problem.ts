/** Something {@link checkTextEnvironment} found. */
export interface EnvironmentProblem {
  /** Which check found it, for example `"demonstrations"`. */
  readonly check: string;
  /** An error makes training or its measurement go wrong; a warning may be what the author meant. */
  readonly severity: "error" | "warning";
  /** What is wrong, where, and what to do about it, in words. */
  readonly message: string;
}

/** What one check found; the name of the check is added by who runs it. */
export type Finding = Omit<EnvironmentProblem, "check">;

export function error(message: string): Finding {
  return { severity: "error", message };
}

export function warning(message: string): Finding {
  return { severity: "warning", message };
}
