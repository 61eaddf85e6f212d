import { expect, test } from "@playwright/test";
import { open, orders, settled } from "./common";

test("the whole first run needs no mouse", async ({ page }) => {
  const frame = await open(page);
  const focused = () => frame.locator(":focus");
  await frame.locator("body").press("Tab");
  await expect(focused()).toHaveClass(/skip/);
  const chooser = page.waitForEvent("filechooser");
  for (let i = 0; i < 12 && !(await focused().evaluate((element) => element.matches(".zone button"))); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await (await chooser).setFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(orders(900)) });
  await expect(focused()).toHaveAttribute("id", "analyse");
  await page.keyboard.press("Enter");
  await settled(frame);

  await page.keyboard.press("j");
  await expect(frame.locator(".outline [aria-current]")).toHaveCount(1);
  await page.keyboard.press("t");
  await expect(frame.locator(".grid").first()).toBeVisible();
  await page.keyboard.press(".");
  await expect(frame.locator(".trace")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(frame.locator(".trace")).toHaveCount(0);
  await page.keyboard.press("w");
  await expect(frame.locator(".how").first()).toBeVisible();
  await page.keyboard.press("b");

  const count = await frame.locator(".outline li").count();
  await page.keyboard.press("Delete");
  await expect(frame.locator(".outline li")).toHaveCount(count - 1);
  await page.keyboard.press("Control+z");
  await expect(frame.locator(".outline li")).toHaveCount(count);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("present");
  await page.keyboard.press("Enter");
  await expect(frame.locator(".slide")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Escape");
  await expect(frame.locator(".slide")).toHaveCount(0);
});

test("a chart is walked with the arrow keys and read out", async ({ page }) => {
  const frame = await open(page);
  await frame.locator(".samples button").first().click();
  await settled(frame);
  const chart = frame.locator(".chart .canvas").first();
  await expect(chart).toHaveAttribute("aria-label", /.{10,}/);
  await chart.focus();
  await page.keyboard.press("ArrowRight");
  await expect(frame.locator(".ring")).toBeVisible();
  await expect(frame.locator("#live")).not.toBeEmpty();
});
