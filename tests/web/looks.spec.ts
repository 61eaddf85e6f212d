// How the screens look: in three languages, two themes, wide and narrow, and on paper. What can be measured is measured;
// the pictures in docs/pictures are for people (`REGULARS_PICTURES=1` takes them anew).

import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { give, open, orders, settled } from "./common";
import { objections } from "./layout";

const PICTURES = resolve(__dirname, "../../docs/pictures");
const WAYS = [
  { language: "en", theme: "light", width: 1280 },
  { language: "en", theme: "dark", width: 1280 },
  { language: "zh-Hant", theme: "dark", width: 1280 },
  { language: "zh-Hans", theme: "light", width: 1280 },
  { language: "en", theme: "light", width: 360 },
  { language: "zh-Hant", theme: "light", width: 360 },
  { language: "zh-Hans", theme: "dark", width: 360 },
] as const;
type Way = (typeof WAYS)[number];

async function look(page: Page, where: string, way: Way): Promise<void> {
  await page.waitForTimeout(150);
  expect(await objections(page.frames()[1]!), `${where}, ${way.language} ${way.theme} ${way.width}`).toEqual([]);
  if (!process.env.REGULARS_PICTURES || !/^(start|check|results)$/.test(where)) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${where}-${way.language}-${way.theme}-${way.width}.png` });
}

/** Every chart was drawn: something other than paper is on its canvas. */
async function charts(frame: FrameLocator): Promise<void> {
  for (const chart of await frame.locator("rg-chart").all()) {
    await chart.scrollIntoViewIfNeeded();
    const isDrawn = (): Promise<boolean> =>
      chart.evaluate((element) => {
        const canvas = element.querySelector("canvas")!;
        if (canvas.width < 10) return false;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        const colours = new Set<string>();
        for (let at = 0; at < data.length && colours.size < 3; at += 4 * 97) colours.add(data.slice(at, at + 3).join());
        return colours.size >= 2;
      });
    await expect.poll(isDrawn, { timeout: 15_000 }).toBe(true);
  }
}

for (const way of WAYS) {
  test(`nothing is cut off, overlaps or runs over: ${way.language}, ${way.theme}, ${way.width} px`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: way.theme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: way.width, height: way.width < 500 ? 740 : 900 });
    const frame = await open(page, way.language);
    await look(page, "start", way);
    await frame.locator(".which summary").click();
    await look(page, "file help", way);
    for (const [button, where] of [[".local", "privacy"], [".bar button:has-text('?')", "keys"]] as const) {
      await frame.locator(button).click();
      await frame.locator("dialog").waitFor();
      await look(page, where, way);
      await page.keyboard.press("Escape");
    }
    await give(frame, "orders.csv", orders(900));
    await frame.locator("#analyse").waitFor();
    await look(page, "check", way);
    for (const summary of await frame.locator(".check details > summary").all()) await summary.click();
    await look(page, "check, all open", way);
    await frame.locator("#analyse").click();
    await settled(frame);
    await look(page, "results", way);
    await charts(frame);
    await frame.locator(".finding .number").first().click();
    await frame.locator(".traced").waitFor();
    await look(page, "trace", way);
    await page.keyboard.press("Escape");
    for (const menu of [1, 2]) {
      await frame.locator(".bar rg-menu button").nth(menu).click();
      await look(page, "menu", way);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("w");
    await frame.locator(".how").first().waitFor();
    for (const cell of await frame.locator("rg-cell section").all()) {
      await cell.scrollIntoViewIfNeeded();
      await look(page, `workbench ${await cell.getAttribute("id")}`, way);
    }
    await page.keyboard.press("b");
    await page.keyboard.press("p");
    await frame.locator(".slide").waitFor();
    await look(page, "presenter", way);
  });
}
