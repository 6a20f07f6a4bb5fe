/**
 * Takes the pictures of docs/images from real runs: each view in light, some in dark and as wide as a phone.
 *
 *     npm run build && node scripts/screenshots.mjs RUNS GAME_RUN LANGUAGE_RUN [--out docs/images] [--only NAME]
 *
 * `RUNS` is a folder of runs, the other two the names of runs in it. Needs a Chromium: `CHROMIUM`, or /usr/bin/chromium.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startDashboard } from "../dist/dashboard/server/start-dashboard.js";
import { launchChromium } from "./tools/launch-chromium.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string", default: "docs/images" }, only: { type: "string" } },
});
const [runs, game, language] = positionals;
if (language === undefined) throw new Error("give a folder of runs, a game's run and a language model's run");

const DESKTOP = { width: 1200, height: 800 };
const PHONE = { width: 390, height: 780 };
/** Time for charts, boards and networks to be drawn, in milliseconds. */
const SETTLED = 4000;

await mkdir(values.out, { recursive: true });
const served = await startDashboard({ runs, port: 0 });
const all = await (await fetch(`${served.url}api/runs`)).json();
const { scenario } = all.find(({ run }) => run === game);
const alike = all.filter((other) => other.scenario === scenario).map(({ run }) => run);

const views = [
  { name: "runs", path: "" },
  { name: "run", path: `run/${game}` },
  { name: "run-language", path: `run/${language}` },
  { name: "compare", path: `compare/${encodeURIComponent(alike.sort().join(","))}` },
  { name: "games", path: `run/${game}/games`, prepare: watchGame },
  { name: "episodes", path: `run/${language}/episodes` },
  { name: "episode", path: `run/${language}/episodes/0` },
  { name: "league", path: `run/${game}/league` },
  { name: "play", path: `run/${game}/play`, prepare: playSome },
  { name: "train", path: "train", prepare: trainSome },
  { name: "run-dark", path: `run/${game}`, scheme: "dark" },
  { name: "play-dark-phone", path: `run/${game}/play`, scheme: "dark", size: PHONE },
  { name: "run-phone", path: `run/${game}`, size: PHONE },
];

const browser = await launchChromium();
try {
  for (const { name, path, prepare, scheme = "light", size = DESKTOP } of views) {
    if (values.only !== undefined && values.only !== name) continue;
    const page = await browser.newPage({ viewport: size, colorScheme: scheme });
    page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
    await page.goto(`${served.url}#/${path}`);
    await page.waitForTimeout(SETTLED);
    await page.getByText(/^Loading/).waitFor({ state: "detached" });
    await prepare?.(page);
    await page.waitForTimeout(SETTLED / 4);
    await page.screenshot({ path: join(values.out, `${name}.png`) });
    await page.close();
    console.log(join(values.out, `${name}.png`));
  }
} finally {
  await browser.close();
  await served.close();
}

/** A stored game, some moves in, with what the search thought. */
async function watchGame(page) {
  await page.locator("main a[href*='/games/']").first().click();
  await page.waitForTimeout(SETTLED / 2);
  await page.locator("input[type=range]").first().focus();
  await page.keyboard.press("End");
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowLeft");
}

/** Two moves and their answers, with the player's thoughts. */
async function playSome(page) {
  await page.getByLabel("Show what it thinks").check();
  for (let i = 0; i < 2; i++) {
    await page
      .getByRole("button", { name: /column 4/i })
      .first()
      .click();
    await page.waitForTimeout(SETTLED / 2);
  }
}

/** Half a minute of training in the page. */
async function trainSome(page) {
  await page.getByRole("button", { name: "Train from zero" }).click();
  await page.waitForTimeout(25_000);
}
