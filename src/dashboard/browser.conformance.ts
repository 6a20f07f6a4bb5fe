import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** `chromium-1208/chrome-linux/chrome` and the like, where playwright has downloaded one. */
function playwrightCache(): string[] {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), ".cache", "ms-playwright");
  if (!existsSync(cache)) return [];
  const versions = readdirSync(cache).filter((name) => name.startsWith("chromium-"));
  return versions.flatMap((version) => [
    join(cache, version, "chrome-linux", "chrome"),
    join(cache, version, "chrome-linux64", "chrome"),
    join(cache, version, "chrome-mac", "Chromium.app", "Contents", "MacOS", "Chromium"),
    join(cache, version, "chrome-win", "chrome.exe"),
  ]);
}

function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named !== undefined) return named;
  const usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates = [...usual.map((name) => join("/usr/bin", name)), ...playwrightCache()];
  return candidates.find((candidate) => existsSync(candidate));
}

/** Path of a Chromium: `CHROMIUM`, the system's, or playwright's; undefined where there is none. */
export const chromiumPath = findChromium();

if (chromiumPath === undefined) {
  console.warn(
    "Tests in a browser are skipped: there is no Chromium. Install one, or say where it is in CHROMIUM.",
  );
}

/**
 * Starts a Chromium without a window. Use with `describe.skipIf(chromiumPath === undefined)`.
 *
 * @example
 * describe.skipIf(chromiumPath === undefined)("the page", () => {
 *   let browser: Browser;
 *   beforeAll(async () => { browser = await launchChromium(); });
 *   afterAll(() => browser.close());
 * });
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
