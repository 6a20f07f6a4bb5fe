import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchChromium } from "./browser.conformance.js";
import { type ServedRun, serveShortRun } from "./runs.conformance.js";

describe.skipIf(chromiumPath === undefined)("playing in the page", () => {
  let browser: Browser;
  let served: ServedRun;
  const problems: string[] = [];

  beforeAll(async () => {
    [browser, served] = await Promise.all([launchChromium(), serveShortRun("tic-tac-toe")]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  async function open(view: string): Promise<Page> {
    const page = await browser.newPage();
    page.on("pageerror", ({ message }) => problems.push(message));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    await page.goto(`${served.url}#/run/${served.run}/${view}`);
    return page;
  }

  test("a game against a network can be played to its end with the keyboard, and taken back", async () => {
    const page = await open("play");
    const board = page.getByRole("group", { name: /^Squares/ });
    const state = page.locator(".match-state");
    await board.getByRole("button", { name: "b2: empty" }).focus();
    await page.keyboard.press("Enter");
    await board.getByRole("button", { name: "b2: X" }).waitFor();
    await page.getByText("Your move, X").waitFor();
    expect(await board.getByRole("button", { name: /: O, the last move/ }).count()).toBe(1);

    await page.getByRole("button", { name: "Undo" }).click();
    expect(await board.getByRole("button", { name: /: empty/ }).count()).toBe(9);

    // Arrow keys go from square to square: up and left of the middle is a3.
    await board.getByRole("button", { name: "b2: empty" }).focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Space");
    await board.getByRole("button", { name: "a3: X" }).waitFor();

    for (let move = 0; move < 5; move++) {
      await page.getByText(/Your move|wins|draw/).waitFor();
      if (/wins|draw/.test(String(await state.textContent()))) break;
      await board
        .getByRole("button", { name: /: empty/ })
        .first()
        .click();
    }
    expect(await state.textContent()).toMatch(/^(X wins: you have won|O wins: you have lost|A draw)\.$/);
    expect(await board.getByRole("button", { disabled: false }).count()).toBe(0);
    await page.close();
  });

  test("a whole game is played with the keyboard alone", async () => {
    const page = await open("play");
    const state = page.locator(".match-state");
    const board = page.getByRole("group", { name: /^Squares/ });
    await board.waitFor();
    const focused = () => page.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? ""');
    // From the top of the page to the board, as everything is reached.
    for (let step = 0; step < 40 && !/^[abc][123]: /.test(await focused()); step++)
      await page.keyboard.press("Tab");
    expect(await focused()).toMatch(/^[abc][123]: empty/);
    const walk = [
      "ArrowRight",
      "ArrowRight",
      "ArrowUp",
      "ArrowLeft",
      "ArrowLeft",
      "ArrowUp",
      "ArrowRight",
      "ArrowRight",
    ];
    const home = ["ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft"];
    for (let move = 0; move < 5; move++) {
      await page.getByText(/Your move|wins|draw/).waitFor();
      if (/wins|draw/.test(String(await state.textContent()))) break;
      for (const key of home) await page.keyboard.press(key);
      for (const key of walk) {
        if (/: empty/.test(await focused())) break;
        await page.keyboard.press(key);
      }
      expect(await focused()).toMatch(/: empty/);
      await page.keyboard.press("Enter");
    }
    await page.getByText(/wins|draw/).waitFor();
    expect(await state.textContent()).toMatch(/^(X wins: you have won|O wins: you have lost|A draw)\.$/);
    await page.close();
  });

  test("the network moves first when sides are changed, and tells what it thinks", async () => {
    const page = await open("play");
    await page.getByLabel("Show what it thinks").check();
    await page.getByRole("button", { name: "Change sides" }).click();
    await page.getByText("Your move, O").waitFor();
    const thoughts = page.getByRole("region", { name: "What the network thinks" });
    await thoughts.getByText(/for O.* after \d+ simulations/).waitFor();
    expect(await thoughts.getByRole("row").count()).toBeGreaterThan(2);
    expect(String(await thoughts.locator(".line").textContent()).split(" ").length).toBeGreaterThan(1);
    await page.close();
  });

  test("once the network is there, no server is needed", async () => {
    const page = await open("play");
    const board = page.getByRole("group", { name: /^Squares/ });
    await board.getByRole("button", { name: "b2: empty" }).click();
    await page.getByText("Your move, X").waitFor();
    await page.context().setOffline(true);
    await board
      .getByRole("button", { name: /: empty/ })
      .first()
      .click();
    await page.getByText(/Your move|wins/).waitFor();
    expect(await board.getByRole("button", { name: /: O/ }).count()).toBe(2);
    await page.close();
  });

  test("a stored game is replayed with keys and slider, and the network is asked about it", async () => {
    const page = await open("games");
    const state = page.locator(".match-state");
    await state.waitFor();
    const slider = page.getByRole("slider", { name: "Move" });
    const plies = Number(await slider.getAttribute("max"));
    expect(plies).toBeGreaterThan(4);
    const shown = () => page.getByRole("img", { name: /^The board after/ }).getAttribute("aria-label");
    expect(await shown()).toMatch(/^The board after 0 of/);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    expect(await shown()).toMatch(/^The board after 1 of \d+ moves; the last was [abc][123]$/);
    await page.keyboard.press("End");
    expect(await state.textContent()).toMatch(/X wins|O wins|A draw/);
    await page.keyboard.press("Home");
    expect(await slider.inputValue()).toBe("0");
    await slider.fill("2");
    expect(await shown()).toMatch(/^The board after 2 of/);

    await page.getByLabel("Ask the network of").check();
    const thoughts = page.getByRole("region", { name: "What the network thinks" });
    await thoughts.getByText(/after \d+ simulations/).waitFor();
    await page.getByLabel("On the board").selectOption("what the network says now");
    await page.locator(".overlay circle").first().waitFor();
    await page.close();
  });

  test("nothing went wrong meanwhile, with the server's content security policy in force", () => {
    expect(problems).toEqual([]);
  });
});
