import { expect, test } from "@playwright/test";
import { give, open, orders, settled } from "./common";

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

test("marks and rows of rules open the lines behind them, by keys and by mouse", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("w");
  await frame.locator(".how").first().waitFor();
  const leads = (charts: Element[]) => charts.findIndex((chart) => (chart as unknown as { spec: { links?: unknown[] } }).spec.links?.length);
  const chart = frame.locator("rg-chart").nth(await frame.locator("rg-chart").evaluateAll(leads));
  await chart.scrollIntoViewIfNeeded();
  // A chart has marks once it is drawn near the window, and loses the one that is shown when it is drawn anew.
  const { position } = await tried(async () => {
    await chart.locator(".canvas").focus();
    await page.keyboard.press("Home");
    await expect(chart.locator(".ring rect")).toBeVisible({ timeout: 500 });
    const position = await chart.evaluate(middleOfRing);
    await page.keyboard.press("Enter");
    await frame.locator(".traced").waitFor({ timeout: 3_000 });
    return { position };
  });
  await expect(frame.locator(".trace .line").first()).toBeVisible();
  const close = async () => {
    await page.keyboard.press("Escape");
    await expect(frame.locator(".trace")).toHaveCount(0);
  };
  await close();
  await tried(async () => {
    await chart.locator(".canvas").click({ position });
    await frame.locator(".traced").waitFor({ timeout: 3_000 });
  });
  await close();
  await frame.locator("rg-table .number").first().click();
  await frame.locator(".traced").waitFor();
});

/** The result of steps that a drawing in between may upset, tried until they pass. */
async function tried<T>(steps: () => Promise<T>): Promise<T> {
  let result: T | undefined;
  await expect(async () => {
    result = await steps();
  }).toPass();
  return result as T;
}

/** Where the ring stands on its chart's canvas: both boxes in one look, as charts above may still grow. */
function middleOfRing(chart: Element): { x: number; y: number } {
  const [ring, canvas] = [".ring rect", ".canvas"].map((part) => chart.querySelector(part)!.getBoundingClientRect());
  return { x: ring!.x + ring!.width / 2 - canvas!.x, y: ring!.y + ring!.height / 2 - canvas!.y };
}
