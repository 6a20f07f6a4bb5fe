import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axeCore from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumPath, launchChromium } from "../browser.conformance.js";
import { makeRuns, manyRounds } from "../runs.conformance.js";
import { type RunningDashboard, startDashboard } from "../server/start-dashboard.js";

const SLOW = { timeout: 20_000 };

describe.skipIf(chromiumPath === undefined)("the page in a browser", () => {
  let folder: string;
  let browser: Browser;
  let served: RunningDashboard;
  let page: Page;
  /** What the page complained about: errors thrown, and what the content security policy forbids. */
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "selfplay-page-"));
    await makeRuns(folder);
    served = await startDashboard({ runs: folder, port: 0 });
    browser = await launchChromium();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    complaints = [];
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
    });
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const open = (view: string) => page.goto(served.url + view);
  const sees = (text: string | RegExp) => page.getByText(text).first().waitFor();

  test("the list has every run, the damaged one too, and can be filtered, sorted and compared", async () => {
    await open("#/");
    await page.getByRole("link", { name: "game-1" }).waitFor();
    expect(await page.locator("tbody tr").count()).toBe(5);
    const torn = page.locator("tr", { hasText: "torn" });
    expect(await torn.textContent()).toMatch(/damaged.*not valid JSON/);
    const sums = page.locator("tr", { hasText: "sums" });
    expect(await sums.textContent()).toMatch(/addition.*%.*held-out addition/);

    await page.getByRole("button", { name: "Run", exact: true }).click();
    expect(await page.locator("tbody tr").first().textContent()).toContain("game-1");
    await page.getByRole("button", { name: "Run", exact: true }).click();
    expect(await page.locator("tbody tr").first().textContent()).toContain("torn");

    await page.getByLabel("Filter runs").fill("tic-tac-toe");
    await expect.poll(() => page.locator("tbody tr").count(), SLOW).toBe(3);
    for (const name of ["game-1", "game-2", "game-3"]) await page.getByLabel(`Compare ${name}`).check();
    await page.getByRole("link", { name: "Compare 3 runs" }).click();
    await page.getByRole("heading", { name: "Compare 3 runs" }).waitFor();
    await sees("game-1, game-2 (mean of 2 seeds)");
    await sees(/95 % confidence interval by Student/);
    const settings = page.getByRole("region", { name: "Settings that differ" });
    expect(await settings.locator("tbody tr").allTextContents()).toEqual(["learningRate0.020.01"]);
    await page.getByLabel("Metric").selectOption("round · policyLoss");
    await page.getByLabel("By").selectOption("minutes");
    await page.getByRole("img", { name: /policyLoss.*game-3: from .* minutes of training/ }).waitFor();
    await page.getByLabel("By").selectOption("processorSeconds");
    await page
      .getByRole("img", { name: /policyLoss.*game-3: from .* at cost in processor seconds/ })
      .waitFor();
  });

  test("a run shows its headline with interval, and its numbers as charts", async () => {
    await open("#/run/sums");
    const headline = page.getByRole("region", { name: "Headline" });
    await headline.waitFor();
    expect(await headline.textContent()).toMatch(/\d+\.\d %.*solved of 20 held-out addition.*95 % interval/);
    await page.getByRole("region", { name: "Reward by component" }).waitFor();
    await page.getByRole("region", { name: "Entropy" }).waitFor();
    await page.getByText(/\d+ other numbers/).click();
    await page.getByRole("region", { name: "rl · rewardDeviation" }).waitFor();
    await page.getByText("Settings", { exact: true }).click();
    await sees("groupSize");
  });

  test("a chart zooms by dragging and by keys, is smoothed, becomes a table, and is saved", async () => {
    await open("#/run/game-1");
    const chart = page.getByRole("region", { name: "Loss", exact: true });
    const plot = chart.locator(".u-over");
    await plot.waitFor();
    await plot.scrollIntoViewIfNeeded();
    const all = chart.getByRole("button", { name: "Show all" });
    // Other charts that come in meanwhile move this one: hovering waits until it stays and looks where it is.
    await plot.hover({ position: { x: 40, y: 50 } });
    await page.mouse.down();
    await plot.hover({ position: { x: 140, y: 60 }, force: true });
    await page.mouse.up();
    await all.click();
    await all.waitFor({ state: "detached" });
    await chart.focus();
    await page.keyboard.press("+");
    await all.waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("0");
    await all.waitFor({ state: "detached" });

    const box = (await plot.boundingBox())!;
    await page.mouse.move(box.x + 5, box.y + 50);
    await expect.poll(() => chart.locator(".chart-legend").textContent(), SLOW).not.toContain("last");

    await page.getByLabel("Smoothing").fill("0.9");
    await sees("0.90");
    await page.keyboard.press("Escape");
    await chart.getByLabel("Options of Loss").click();
    await chart.getByRole("button", { name: "Logarithmic axis" }).click();
    for (const [kind, starts] of [
      ["CSV", "series,step,value\npolicy loss,"],
      ["SVG", "<svg "],
      ["PNG", "\u0089PNG"],
    ] as const) {
      const saving = page.waitForEvent("download");
      await chart.getByRole("button", { name: `Save as ${kind}` }).click();
      const saved = await saving;
      expect(saved.suggestedFilename()).toBe(`Loss.${kind.toLowerCase()}`);
      expect((await readFile(await saved.path(), "latin1")).slice(0, starts.length)).toBe(starts);
    }
    await chart.getByRole("button", { name: "Table" }).click();
    expect(await chart.locator("tbody tr").count()).toBeGreaterThan(1);
  });

  test("fingers zoom a chart, move what is zoomed, and show all by a double tap", async () => {
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 400, height: 800 } });
    const tab = await context.newPage();
    await tab.goto(`${served.url}#/run/game-1`);
    const chart = tab.getByRole("region", { name: "Loss", exact: true });
    const plot = chart.locator(".u-over");
    await plot.waitFor();
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const client = await context.newCDPSession(tab);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...xs: readonly number[]) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: xs.map((x, id) => ({ x: box.x + x, y: box.y + 60, id })),
      });
    const all = chart.getByRole("button", { name: "Show all" });
    await touch("touchStart", 100, 140);
    await touch("touchMove", 90, 170);
    await touch("touchMove", 60, 200);
    await all.waitFor();
    await touch("touchEnd");
    const drawn = () => chart.locator("canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const zoomed = await drawn();
    await touch("touchStart", 120);
    await touch("touchMove", 90);
    await touch("touchMove", 60);
    await touch("touchEnd");
    await expect.poll(drawn, SLOW).not.toBe(zoomed);
    for (let tap = 0; tap < 2; tap++) {
      await touch("touchStart", 100);
      await touch("touchEnd");
    }
    await all.waitFor({ state: "detached" });
    await context.close();
  });

  test("episodes are filtered, and one of them is a conversation with coloured tokens", async () => {
    await open("#/run/sums/episodes");
    await page.getByRole("status").filter({ hasText: "64 episodes" }).waitFor();
    expect(await page.locator(".episode-list li").count()).toBe(25);
    await page.getByRole("button", { name: "Next" }).click();
    await sees("26 to 50 of 64");
    await page.getByLabel("Order").selectOption("strangest");
    await page.getByLabel("Order").selectOption("best");
    await page.getByLabel("Text").fill("no such words");
    await sees("No episode is like that");
    await page.getByRole("button", { name: "Show all episodes" }).click();
    await sees("1 to 25 of 64");
    await page.getByLabel("Reward above").fill("99");
    await sees("No episode is like that");

    await open("#/run/sums/episodes/3");
    const turns = page.locator(".conversation li");
    await turns.first().waitFor();
    expect(await turns.count()).toBe(2);
    expect(await turns.first().textContent()).toMatch(/Environment.*\+/);
    expect(await page.locator(".token").count()).toBeGreaterThan(0);
    expect(await page.locator(".token").first().getAttribute("title")).toMatch(/^probability .* %$/);
    await page.getByRole("button", { name: "advantage" }).click();
    await sees(/better than the mean of its group/);
    expect(await page.locator(".group-member").count()).toBe(4);
    const verdict = page.getByRole("complementary", { name: "Verdict" });
    expect(await verdict.textContent()).toMatch(/solved.*Reward.*correct.*Ended by/);
    await page.getByRole("link", { name: "Next →" }).click();
    await page.getByRole("heading", { name: "Episode 4" }).waitFor();
  });

  test("the league has ratings and the matrix of results", async () => {
    await open("#/run/game-1/league");
    const ratings = page.getByRole("region", { name: "Ratings" });
    await ratings.waitFor();
    expect(await ratings.textContent()).toMatch(/random.*anchor/);
    const players = await ratings.locator("tbody tr").count();
    const matrix = page.getByRole("region", { name: "Win matrix" });
    expect(await matrix.locator("tbody tr").count()).toBe(players);
    expect(await matrix.locator("td[title*=won]").count()).toBeGreaterThan(1);
  });

  test("what cannot be read, what is not there and what does not exist say so", async () => {
    await open("#/run/torn");
    await sees("This run cannot be read");
    await open("#/run/absent");
    await page.getByRole("alert").waitFor();
    await open("#/nowhere");
    await sees("There is no such page");
    const empty = await mkdtemp(join(tmpdir(), "selfplay-empty-"));
    const other = await startDashboard({ runs: empty, port: 0 });
    await page.goto(other.url);
    await sees("npx selfplay train connect-four --minutes 10");
    await other.close();
    await rm(empty, { recursive: true });
  });

  test("a run is followed while it trains, through the loss of the server", {
    timeout: 240_000,
  }, async () => {
    await open("#/");
    await page.getByRole("link", { name: "game-1" }).waitFor();
    const training = manyRounds(folder, "live", { seed: 5, steps: 400 });
    await page.getByRole("link", { name: "live" }).click();
    await page.locator(".badge-training").waitFor();
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    const facts = page.locator(".run-facts");
    const before = await facts.textContent();
    await expect.poll(() => facts.textContent(), SLOW).not.toBe(before);

    const port = Number(new URL(served.url).port);
    await served.close();
    await page.getByRole("status").filter({ hasText: "Disconnected" }).waitFor();
    served = await startDashboard({ runs: folder, port });
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    await training;
    await page.locator(".badge-finished").waitFor();
    expect(await facts.textContent()).toContain("400 steps");
    // Nothing is missing and nothing stands twice: the page has as many rounds as the file.
    const lines = (await readFile(join(folder, "live", "metrics.jsonl"), "utf8")).trim().split("\n");
    const rounds = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "round");
    const chart = page.getByRole("region", { name: "Length of games" });
    await chart.getByLabel("Options of Length of games").click();
    const saving = page.waitForEvent("download");
    await chart.getByRole("button", { name: "Save as CSV" }).click();
    const csv = await readFile(await (await saving).path(), "utf8");
    const lengths = rounds.filter(({ gameLength }) => typeof gameLength === "number");
    expect(csv.trim().split("\n").length - 1).toBe(lengths.length);
  });

  const views: readonly (readonly [string, string])[] = [
    ["", "tbody"],
    ["run/game-1", ".chart"],
    ["run/game-1/league", ".win-matrix"],
    ["run/sums/episodes/3", ".verdict"],
    ["run/sums/episodes", ".episode-list"],
    ["compare/game-1%2Cgame-2%2Cgame-3", ".chart"],
    ["run/game-1/games", ".replay, .match-state"],
    ["run/game-1/play", ".match-state"],
    ["train", ".fields"],
    ["run/torn", ".nothing"],
    ["nowhere", ".nothing"],
  ];

  /** What `look` finds in views, one after the other in a window of this kind. */
  async function inspect(
    shown: typeof views,
    options: BrowserContextOptions,
    look: (tab: Page) => Promise<readonly string[]>,
  ): Promise<string[]> {
    const context = await browser.newContext({ bypassCSP: true, ...options });
    const found: string[] = [];
    for (const [view, landmark] of shown) {
      const tab = await context.newPage();
      await tab.goto(`${served.url}#/${view}`);
      await tab.locator(landmark).first().waitFor();
      found.push(...(await look(tab)).map((what) => `#/${view}: ${what}`));
      await tab.close();
    }
    await context.close();
    return found;
  }

  const axe = (options: string) => async (tab: Page) => {
    await tab.addScriptTag({ content: axeCore.source });
    return tab.evaluate<string[]>(
      `axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].target))`,
    );
  };

  test("axe finds no violation", { timeout: 240_000 }, async () => {
    expect(await inspect(views, { viewport: { width: 1200, height: 800 } }, axe("{}"))).toEqual([]);
  });

  test("dark colours stand out enough", { timeout: 240_000 }, async () => {
    const contrast = axe("{ runOnly: ['color-contrast'] }");
    expect(await inspect(views, { colorScheme: "dark" }, contrast)).toEqual([]);
  });

  test("nothing is wider than a phone", { timeout: 120_000 }, async () => {
    const width = async (tab: Page) => {
      const excess = await tab.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      return excess > 0 ? [`${excess} px too wide`] : [];
    };
    expect(await inspect(views, { viewport: { width: 360, height: 740 } }, width)).toEqual([]);
  });
});
