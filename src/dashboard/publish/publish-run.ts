import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { RunError } from "../../errors.js";
import { ifExists } from "../../run/disk.js";
import { createDashboard } from "../server/create-dashboard.js";
import { BUILT_PAGE } from "../server/page-files.js";
import { type SiteFile, siteFiles } from "./site-files.js";
import { prepareFolder, putInPlace, SITE_FILE } from "./site-folder.js";

/** What is published, and where. */
export interface PublishOptions {
  /** Directory of the run. */
  readonly run: string;
  /** The folder to make: new, empty, or one that was made so before. */
  readonly out: string;
  /** Newest episodes of a language model that are shown. Default 100. */
  readonly episodes?: number;
  /** Folder of the built page. Default that of this package. */
  readonly page?: string;
}

/** A site that was made. */
export interface PublishedSite {
  readonly folder: string;
  /** Of the API, besides those of the page. */
  readonly files: number;
  readonly bytes: number;
  /** ONNX files among them. */
  readonly networks: number;
  /** Whether it took the place of a site that was there before. */
  readonly replaced: boolean;
}

/**
 * Makes a static web site of a run: the dashboard's page, and the answers of its API as files. The folder appears complete or
 * not at all.
 *
 * @throws RunError `PAGE_NOT_BUILT`, `SITE_FOREIGN` for a folder with other things in it, and what is wrong with the run
 * @example
 * await publishRun({ run: "runs/connect-four-1", out: "site" });
 */
export async function publishRun(options: PublishOptions): Promise<PublishedSite> {
  const { run, out, episodes = 100, page = BUILT_PAGE } = options;
  const html = await ifExists(readFile(join(page, "index.html"), "utf8"));
  if (html === undefined)
    throw new RunError("PAGE_NOT_BUILT", `${page}: the dashboard's page is not built; run npm run build`);
  const folder = resolve(out);
  const temporary = await prepareFolder(folder);
  try {
    await cp(page, temporary, { recursive: true });
    await writeFile(join(temporary, "index.html"), html.replace(/<html\b/i, "<html data-static"));
    const site = { format: "selfplay-site", version: 1, run: basename(resolve(run)) };
    await writeFile(join(temporary, SITE_FILE), `${JSON.stringify(site)}\n`);
    let [files, bytes, networks] = [0, 0, 0];
    for await (const file of siteFiles(createDashboard({ runs: run }), basename(resolve(run)), episodes)) {
      await writeSiteFile(temporary, file);
      files++;
      bytes += file.contents.length;
      networks += Number(file.path.endsWith(".onnx"));
    }
    const replaced = await putInPlace(temporary, folder);
    return { folder: out, files, bytes, networks, replaced };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

async function writeSiteFile(folder: string, { path, contents }: SiteFile): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, contents);
}
