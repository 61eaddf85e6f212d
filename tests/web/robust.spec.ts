import { expect, test } from "@playwright/test";
import { give, open, orders, settled } from "./common";

test("a panic of the engine is told, and notebook and data come back", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(600));
  await frame.locator("#analyse").click();
  await settled(frame);
  const cells = await frame.locator(".outline li").count();
  const [worker] = page.workers();
  // The worker answers the next run as a panicked one does.
  await worker!.evaluate(() => {
    const post = self.postMessage.bind(self) as (message: unknown, transfer: unknown) => void;
    let isFirst = true;
    Object.assign(self, {
      postMessage(message: { type: string; value?: unknown }, transfer: unknown) {
        const dies = isFirst && message.type === "return";
        if (dies) isFirst = false;
        post(dies ? { ...message, type: "error", value: { name: "RuntimeError", message: "unreachable" } } : message, transfer);
      },
    });
  });
  await frame.locator(".cell").first().focus();
  await page.keyboard.press("r");
  await expect(frame.locator(".trouble")).toBeVisible();
  await expect(frame.locator(".outline li")).toHaveCount(cells);
  // The cell that brought the engine down is left alone; the others answer again.
  await expect(frame.locator(".finding").first()).toBeVisible({ timeout: 60_000 });
});

test("stop is answered at once and keeps what was read", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "big.csv", orders(400_000));
  const stop = frame.locator(".reading .pill").first();
  await stop.waitFor();
  const milliseconds = await stop.evaluate(async (button: HTMLElement) => {
    const start = performance.now();
    button.click();
    while (!document.querySelector('.reading [role="alert"]') && performance.now() - start < 5000) await new Promise((resolve) => setTimeout(resolve, 5));
    return performance.now() - start;
  });
  // 200 ms on a quiet machine, which the page bench measures; here only: long before the file would have been read.
  expect(milliseconds).toBeLessThan(1500);
  await frame.locator(".reading .main").click();
  await expect(frame.locator("#analyse, .notebook").first()).toBeVisible({ timeout: 30_000 });
  await expect(frame.locator(".part").first()).toContainText("part of the file");
});
