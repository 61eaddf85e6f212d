import { expect, test, type Page } from "@playwright/test";
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

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on any screen (${theme})`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const frame = await open(page);
    expect(await faults(page), "start").toEqual([]);
    await frame.locator(".claim button").click();
    expect(await faults(page), "privacy").toEqual([]);
    await page.keyboard.press("Escape");
    await give(frame, "orders.csv", orders(900));
    await frame.locator("#analyse").waitFor();
    expect(await faults(page), "check").toEqual([]);
    await frame.locator("#analyse").click();
    await settled(frame);
    expect(await faults(page), "brief").toEqual([]);
    await page.keyboard.press("w");
    await frame.locator(".how").first().waitFor();
    expect(await faults(page), "workbench").toEqual([]);
    await page.keyboard.press("b");
    await frame.locator(".finding .number").first().click();
    await frame.locator(".traced").waitFor();
    expect(await faults(page), "trace").toEqual([]);
    await page.keyboard.press("Escape");
    for (const key of ["Control+k", "?"]) {
      await page.keyboard.press(key);
      await frame.locator("dialog").waitFor();
      expect(await faults(page), key).toEqual([]);
      await page.keyboard.press("Escape");
    }
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
