import { readFile, realpath } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "hono";
import { ifExists } from "../../run/disk.js";

/** Where the build puts the page. */
export const BUILT_PAGE = fileURLToPath(
  new URL("../page/", import.meta.url.replace("/src/dashboard/", "/dist/dashboard/")),
);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".onnx": "application/octet-stream",
};

const NOT_BUILT =
  "The dashboard's page is not built. Run `npm run build` in the repository of selfplay; what it would show is below /api, " +
  "described by /api/openapi.json.\n";

/** Answers with a file of the built page; `/` is its `index.html`. */
export async function pageFile(context: Context, folder: string): Promise<Response> {
  const path = context.req.path === "/" ? "/index.html" : context.req.path;
  const bytes = await fileWithin(folder, path);
  if (bytes === undefined) {
    if (path === "/index.html") return context.text(NOT_BUILT, 503);
    return context.text("There is nothing here.\n", 404);
  }
  // Names below assets/ carry a hash of what is in them.
  const cache = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  return context.body(bytes, 200, {
    "Content-Type": TYPES[extname(path).toLowerCase()] ?? "application/octet-stream",
    "Cache-Control": cache,
  });
}

async function fileWithin(folder: string, path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (/[\0\\]/.test(name) || name.split("/").some((part) => part.startsWith("."))) return undefined;
  const [root, file] = await Promise.all(
    [folder, join(folder, name)].map((each) => ifExists(realpath(each))),
  );
  if (root === undefined || !file?.startsWith(root.replace(/[/\\]$/, "") + sep)) return undefined;
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EISDIR") return undefined;
    throw error;
  });
  return bytes && new Uint8Array(bytes);
}
