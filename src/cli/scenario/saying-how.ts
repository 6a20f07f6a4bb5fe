import { isFileMissing } from "../../scenarios/file-of-run.js";

/**
 * Loads what a run practises; where its file is gone, the error tells how to say where it is now.
 *
 * @param how on the command line
 */
export async function sayingHow<T>(how: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isFileMissing(error)) error.message += ` (${how})`;
    throw error;
  }
}
