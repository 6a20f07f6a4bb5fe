import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RunError } from "../../errors.js";
import { ifExists, systemCode } from "../../run/disk.js";

/** Tells a published site from a folder of other things. */
export const SITE_FILE = "selfplay-site.json";

/**
 * Makes a folder beside the one that is to be published.
 *
 * @throws RunError `SITE_FOREIGN` where the latter holds other things
 */
export async function prepareFolder(folder: string): Promise<string> {
  const names = await ifExists(readdir(folder)).catch((error: unknown) => {
    throw systemCode(error) === "ENOTDIR" ? foreign(folder, "is a file") : error;
  });
  if (names !== undefined && names.length > 0 && !names.includes(SITE_FILE))
    throw foreign(folder, `holds other things (${names.slice(0, 3).join(", ")} …)`);
  const temporary = beside(folder, "new");
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  return temporary;
}

/**
 * Puts a folder in the place of another one, which is taken away.
 *
 * @returns whether that was a site
 */
export async function putInPlace(temporary: string, folder: string): Promise<boolean> {
  const old = beside(folder, "old");
  await rm(old, { recursive: true, force: true });
  const had = (await ifExists(rename(folder, old).then(() => true))) ?? false;
  try {
    await rename(temporary, folder);
  } catch (error) {
    if (had) await rename(old, folder);
    throw error;
  }
  const wasSite = (await ifExists(stat(join(old, SITE_FILE)))) !== undefined;
  await rm(old, { recursive: true, force: true });
  return wasSite;
}

const beside = (folder: string, what: string) =>
  join(dirname(folder), `.${basename(folder)}.${what}-${process.pid}`);

function foreign(folder: string, what: string): RunError {
  return new RunError(
    "SITE_FOREIGN",
    `${folder}: expected a new or empty folder, or one that publish made; it ${what}`,
  );
}
