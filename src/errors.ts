/**
 * Base class of every error the kit throws on purpose. `code` is stable and meant for programs; `message` is
 * meant for people and names the file, field or flag, what was expected and what was found.
 *
 * @example
 * try { await train(options); } catch (error) {
 *   if (error instanceof SelfplayError && error.code === "RUN_EXISTS") …
 * }
 */
export class SelfplayError extends Error {
  /** Stable identifier, upper snake case. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A setting, flag or argument is not what it must be. */
export class OptionError extends SelfplayError {
  constructor(
    /** Its name. */
    readonly option: string,
    expected: string,
    found: unknown,
  ) {
    super("BAD_OPTION", `${option}: expected ${expected}, found ${show(found)}`);
  }
}

/** A game broke the contract of {@link Game}, or was asked for something it cannot do. */
export class GameError extends SelfplayError {}

/** A text environment broke the contract of {@link TextEnvironment}, or was asked for something it cannot do. */
export class EnvironmentError extends SelfplayError {}

/** Where an error of an episode came from. */
export type Boundary = "environment" | "policy" | "judge" | "engine" | "storage";

/**
 * Something went wrong on the far side of a boundary while an episode was played. The driver records it on the episode
 * and goes on with the next; whoever knows better than it where an error came from throws one of these.
 *
 * @example
 * throw new BoundaryError("judge", "JUDGE_SILENT", "the judge gave no verdict", { cause });
 */
export class BoundaryError extends SelfplayError {
  readonly boundary: Boundary;

  constructor(boundary: Boundary, code: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.boundary = boundary;
  }
}

/** A graph was built, compiled or run with values that do not fit it. */
export class GraphError extends SelfplayError {}

/** The sandbox was closed, or could not start a thread. What a program in it does is a verdict, not an error. */
export class SandboxError extends SelfplayError {}

/** A language-model engine was given what does not fit it, or computed what is no number. */
export class EngineError extends SelfplayError {}

/** Training cannot go on: what it computes is no number any more. */
export class TrainingError extends SelfplayError {}

/** A run directory or a file in it is missing, damaged or not ours. */
export class RunError extends SelfplayError {}

/** A language model's folder or a file in it is missing, damaged, or of a kind that is not read here. */
export class CheckpointError extends SelfplayError {}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === undefined) return "nothing";
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (String(value) === "[object Object]") return inShort(value);
  return String(value);
}

/** So many characters of an object are shown. */
const MOST = 80;

function inShort(value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? "an object";
    return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
  } catch {
    // What JSON cannot write.
    return "an object";
  }
}
