import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ticTacToe } from "../games/tic-tac-toe.js";
import { OnnxEvaluator } from "../networks/onnx-evaluator.js";
import { chromiumPath, launchChromium } from "./browser.conformance.js";
import { startDashboard } from "./server/start-dashboard.js";

describe.skipIf(chromiumPath === undefined)("training in a tab", () => {
  let browser: Browser;
  let dashboard: Awaited<ReturnType<typeof startDashboard>>;

  beforeAll(async () => {
    browser = await launchChromium();
    dashboard = await startDashboard({ runs: import.meta.dirname, port: 0 });
  });

  afterAll(async () => {
    await browser?.close();
    await dashboard?.close();
  });

  test("learns tic-tac-toe from zero in web workers, and plays against people meanwhile", async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(`${dashboard.url}#/train`);
    await page.getByLabel("Seed").fill("7");
    await page.getByLabel("Seed").blur();
    await page.getByRole("button", { name: "Train from zero" }).click();
    const fact = async (name: string) =>
      Number(await page.locator(".train-facts div", { hasText: name }).locator("dd").textContent());

    const strengths = page.getByRole("list", { name: "Strength now" });
    await strengths.getByText(/not lost against every possible play/).waitFor({ timeout: 60_000 });
    await expect.poll(() => fact("Steps learnt"), { timeout: 60_000 }).toBeGreaterThan(20);
    expect(await fact("Games")).toBeGreaterThan(100);

    const board = page.getByRole("group", { name: /^Squares/ });
    await board.getByRole("button", { name: "b2: empty" }).click();
    await board.getByRole("button", { name: /: O, the last move/ }).waitFor({ timeout: 30_000 });

    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText("Stopped. What it has learnt can be played.").waitFor({ timeout: 60_000 });
    expect(await page.getByRole("button", { name: "Train again from zero" }).count()).toBe(1);
    await page.getByText("Computes on the processor, with WebAssembly.").waitFor();

    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as ONNX" }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toMatch(/^tic-tac-toe-step-\d+\.onnx$/);
    const evaluator = await OnnxEvaluator.open(await readFile(await saved.path()), ticTacToe(), 1, {
      device: "cpu",
      threads: 1,
    });
    expect((await evaluator.evaluate(1)).logits).toHaveLength(9);
    await evaluator.close();

    // It is kept: the tab goes on from there after it was loaded again.
    const games = await fact("Games");
    await page.reload();
    await page.getByRole("button", { name: /^Go on after/ }).click();
    await page.getByText("Training. You may play").waitFor({ timeout: 60_000 });
    await expect.poll(() => fact("Games"), { timeout: 60_000 }).toBeGreaterThan(games);
    expect(problems).toEqual([]);
    await page.close();
  }, 180_000);
});
