import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { open, orders, give, settled } from "./common";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds in the app, as short lines. */
async function faults(page: Page): Promise<string[]> {
  const frame = page.frames()[1]!;
  await frame.evaluate(AXE);
  return frame.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(node: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)}`));
  });
}

/** A dialog or panel: opened, looked at, closed. */
async function panel(page: Page, frame: FrameLocator, where: string, openIt: () => Promise<void>): Promise<void> {
  await openIt();
  await frame.locator("dialog").waitFor();
  expect(await faults(page), where).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(frame.locator("dialog")).toHaveCount(0);
}

const WAYS = [
  ["en", "light"],
  ["en", "dark"],
  ["zh-Hant", "dark"],
  ["zh-Hans", "light"],
] as const;

for (const [language, theme] of WAYS) {
  test(`axe finds nothing on any screen, panel or menu (${language}, ${theme})`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    // High enough that nothing lies under the bars, and every cell is drawn.
    await page.setViewportSize({ width: 1280, height: 12000 });
    const frame = await open(page, language);
    const sound = async (where: string): Promise<void> => expect(await faults(page), where).toEqual([]);
    await frame.locator(".which summary").click();
    await sound("start");
    await panel(page, frame, "privacy", async () => {
      await frame.locator(".claim button").click();
      await frame.locator(".facts .pill").first().click();
      await frame.locator(".facts [role=status]").waitFor();
    });
    await panel(page, frame, "what is remembered", async () => {
      await frame.locator(".local").click();
      await frame.locator(".facts .pill").last().click();
    });
    // What cannot be read says so and stays.
    await give(frame, "empty.csv", "");
    await frame.locator('.reading [role="alert"], .trouble').first().waitFor();
    await sound("a file that cannot be read");
    await give(frame, "orders.csv", orders(900));
    await frame.locator("#analyse").waitFor();
    await sound("check");
    for (const summary of await frame.locator(".check details > summary").all()) await summary.click();
    await frame.locator(".rows tbody tr").nth(3).waitFor();
    await sound("check, all open");
    await frame.locator("#analyse").click();
    await settled(frame);
    await sound("brief");
    await page.keyboard.press("t");
    await page.keyboard.press("w");
    await frame.locator(".how").first().waitFor();
    await frame.locator(".add > button").click();
    await frame.locator(".kinds").waitFor();
    await page.frames()[1]!.evaluate(() => document.querySelectorAll(".fields details").forEach((details) => details.setAttribute("open", "")));
    await sound("workbench");
    await frame.locator(".cell-menu button").first().click();
    await sound("menu of a cell");
    await page.keyboard.press("Escape");
    await page.keyboard.press("b");
    await frame.locator(".finding .number").first().click();
    await frame.locator(".traced").waitFor();
    await sound("trace");
    await page.keyboard.press("Escape");
    for (const key of ["Control+k", "?"]) await panel(page, frame, key, () => page.keyboard.press(key));
    await page.keyboard.press("Delete");
    await frame.locator(".toast").waitFor();
    await sound("deleted, with undo");
    await frame.locator(".bar rg-menu button").nth(1).click();
    await sound("save menu");
    await page.keyboard.press("Escape");
    await panel(page, frame, "client of the report", async () => {
      await frame.locator(".bar rg-menu button").nth(2).click();
      await frame.locator(".bar [role=menuitem]").nth(2).click();
    });
    await page.keyboard.press("p");
    await frame.locator(".slide").waitFor();
    await frame.locator(".slide .number").first().click();
    await frame.locator(".traced").waitFor();
    await sound("presenter, a number in the light");
  });
}

test("nothing is cut off at 320 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const frame = await open(page);
  await frame.locator(".samples button").first().click();
  await settled(frame);
  const overflow = await page.frames()[1]!.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test("forced colours leave every control its edge and charts their marks", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  const frame = await open(page);
  const edge = await frame.locator(".zone button").evaluate((button) => getComputedStyle(button).borderTopWidth);
  expect(parseFloat(edge)).toBeGreaterThan(0);
});
