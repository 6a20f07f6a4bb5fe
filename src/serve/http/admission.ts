import { ApiError } from "../protocol/api-error.js";

/** Answers that are on their way. */
export class Admission {
  private answers = 0;

  /** @param most answers that are drawn or wait at a time */
  constructor(private readonly most: number) {}

  /**
   * Lets a request in.
   *
   * @param answers that it asks for
   * @returns to be called when it is over
   * @throws ApiError 429 when there are too many already, 400 when it alone asks for too many
   */
  enter(answers: number): () => void {
    if (answers > this.most) {
      const message = `n: expected at most ${this.most} answers at a time, found ${answers}`;
      throw new ApiError(400, message, { code: "invalid_value", param: "n" });
    }
    if (this.answers + answers > this.most) {
      const message = `too many requests: ${this.answers} of at most ${this.most} answers are on their way; try again later`;
      throw new ApiError(429, message, { code: "rate_limit_exceeded", headers: { "Retry-After": "1" } });
    }
    this.answers += answers;
    return () => {
      this.answers -= answers;
    };
  }
}
