import { EnvironmentError } from "../../errors.js";

/**
 * Code of an environment that was called in this thread had to be ended. What it left half done in its module is unknown, so it
 * is no error of a single episode: nothing shall be asked of that environment any more.
 */
export class EnvironmentStuck extends EnvironmentError {
  constructor(what: string, seconds: number) {
    super(
      "ENVIRONMENT_STUCK",
      `${what}: expected an end within ${seconds} s (environmentSeconds), found none; is there an endless loop?`,
    );
  }
}
