import { basename } from "node:path";
import { EnvironmentError } from "../../errors.js";
import type { TextEnvironment } from "../text/text-environment.js";
import { dataset } from "./dataset.js";

/** Endings of files that hold rows. */
const DATA = /\.(jsonl|parquet)$/i;

/** True for the name of a file of rows. */
export function isDataFile(reference: string): boolean {
  return DATA.test(reference);
}

/**
 * The environment that a file of rows is as it stands: its columns `prompt` and `answer`, a fifth of it held out.
 *
 * @param path absolute
 * @param shown the path as people see it
 * @throws EnvironmentError as of {@link dataset}; where columns are missing, it says how others are named
 */
export async function dataFileEnvironment(path: string, shown: string): Promise<TextEnvironment> {
  const name = basename(path).replace(DATA, "").toLowerCase();
  try {
    const environment = await dataset({ name: slug(name), train: path });
    return environment as unknown as TextEnvironment;
  } catch (error) {
    const columns = error instanceof EnvironmentError && /: `(prompt|answer)`: expected/.test(error.message);
    if (!columns) throw error;
    const example = `dataset({ name: "${slug(name)}", train: "${shown}", prompt: "…", answer: "…" })`;
    throw new EnvironmentError(
      error.code,
      `${error.message}. A file of rows is a task as it stands where its columns are \`prompt\` and \`answer\`; of others a ` +
        `TypeScript file makes one that exports ${example}, see docs/text-environments.md`,
      { cause: error },
    );
  }
}

/** An environment's name is lower case with hyphens. */
function slug(name: string): string {
  return name.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "rows";
}
