import { SelfplayError } from "../errors.js";

/** The command line itself is wrong; the process ends with exit status 2. */
export class UsageError extends SelfplayError {
  constructor(message: string) {
    super("USAGE", message);
  }
}
