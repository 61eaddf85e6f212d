// The single file in Firefox, driven through WebDriver BiDi. Without a Firefox on this machine it says so and is skipped.

import { expect, test } from "@playwright/test";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { orders, SINGLE } from "./common";

function firefox(): string | undefined {
  if (process.env.REGULARS_FIREFOX) return process.env.REGULARS_FIREFOX;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => ["firefox-esr", "firefox"].map((name) => join(folder, name))).find((path) => existsSync(path));
}

test("in Firefox a file is read, answered, traced and drawn", async () => {
  const executablePath = firefox();
  test.skip(!executablePath, "there is no Firefox on this machine");
  const { launch } = await import("puppeteer-core");
  const browser = await launch({ browser: "firefox", headless: true, ...(executablePath ? { executablePath } : {}) });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", (fault) => faults.push(String(fault)));
    await page.goto(SINGLE);
    const frame = (await (await page.waitForSelector("iframe"))!.contentFrame())!;
    const file = join(mkdtempSync(join(tmpdir(), "regulars-")), "orders.csv");
    writeFileSync(file, orders(900));
    const input = await frame.waitForSelector("#file");
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(file);
    const analyse = await frame.waitForSelector("#analyse", { timeout: 60_000 });
    await analyse!.click();
    await frame.waitForSelector(".finding .number", { timeout: 60_000 });
    await frame.evaluate(() => document.querySelector<HTMLElement>(".finding .number")!.click());
    await frame.waitForSelector(".traced");
    expect(await frame.evaluate(() => document.querySelector(".trace")!.textContent)).toContain("orders.csv");
    // Something stands on the first canvas.
    const isDrawn = await frame.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>("rg-chart canvas")!;
      for (let i = 0; i < 200 && canvas.width < 301; i++) await new Promise((resolve) => setTimeout(resolve, 50));
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value !== 0);
    });
    expect(isDrawn).toBe(true);
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
  }
});
