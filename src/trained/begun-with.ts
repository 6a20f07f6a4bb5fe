import { CheckpointError } from "../errors.js";

/**
 * Opens the checkpoint that a run was begun with. A run does not copy it, so where it is gone or damaged, the error says
 * what it was for.
 *
 * @param run its directory
 * @param part of the run that needs it, such as "adapter"
 */
export async function begunWith<T>(run: string, part: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof CheckpointError)
      error.message += ` (it is the checkpoint below the ${part} of ${run}, which must stay where it was: put it back)`;
    throw error;
  }
}
