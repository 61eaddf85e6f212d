// Files that may not fit into a tab: the question before they are read, and what is left when memory is refused.

import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { give, open, orders } from "./common";

/** A machine so small that a few megabytes are too much. */
async function small(page: Page): Promise<FrameLocator> {
  const frame = await open(page);
  await page.frames()[1]!.evaluate(() => Object.defineProperty(navigator, "deviceMemory", { value: 0.005 }));
  return frame;
}

const SHOP = orders(60_000);
const N_LINES = SHOP.split("\n").length - 2;

test("a file that may not fit is asked about, and its first rows are read", async ({ page }) => {
  const frame = await small(page);
  await give(frame, "years.csv", SHOP);
  const form = frame.locator(".large");
  await expect(form).toContainText("This tab can safely hold about 2.0 MB");
  const n = form.getByLabel("How many rows");
  expect(Number(await n.inputValue())).toBeGreaterThan(10_000);
  await n.fill("20000");
  await form.getByRole("button", { name: "Read this" }).click();
  await expect(frame.locator("#analyse")).toBeVisible();
  await expect(frame.locator(".read-as")).toContainText("20,000");
  await expect(frame.locator(".part").first()).toContainText(/part of the file: 20,000 of about \d{2,3},\d{3} rows/);
});

test("whole customers are drawn, and columns nobody needs are left out", async ({ page }) => {
  const frame = await small(page);
  await give(frame, "years.csv", SHOP);
  const form = frame.locator(".large");
  await form.getByLabel("One customer in how many").fill("4");
  await expect(form.locator("input[value=customers]")).toBeChecked();
  await expect(form.getByLabel("Column of the customers")).toHaveValue("customer");
  const need = form.getByRole("status");
  const before = await need.innerText();
  await form.locator("summary").click();
  await page.frames()[1]!.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const faults = await page.frames()[1]!.evaluate(async () => (await (window as unknown as { axe: { run(node: Document): Promise<{ violations: { id: string }[] }> } }).axe.run(document)).violations.map(({ id }) => id));
  expect(faults).toEqual([]);
  await expect(form.locator("details label")).toHaveCount(6);
  await form.locator("details label", { hasText: "quantity" }).locator("input").uncheck();
  await expect(need).not.toHaveText(before);
  await form.getByRole("button", { name: "Read this" }).click();
  await expect(frame.locator("#analyse")).toBeVisible();
  await expect(frame.locator(".check")).toContainText("One customer in 4 was drawn by “customer”");
  await expect(frame.locator(".check")).toContainText("One column was not read");
  await expect(frame.locator(".columns tbody tr")).toHaveCount(5);
  const rows = Number(/([\d,]+) rows/.exec(await frame.locator(".read-as").innerText())![1]!.replaceAll(",", ""));
  expect(rows / N_LINES).toBeGreaterThan(0.2);
  expect(rows / N_LINES).toBeLessThan(0.3);
  await frame.locator("#analyse").click();
  await expect(frame.locator(".base .part").first()).toContainText("part of the file");
});

test("when memory is refused, what was read can be used", async ({ page }) => {
  const frame = await small(page);
  await give(frame, "years.csv", SHOP);
  await frame.locator(".large input[value=all]").check();
  // The worker answers as one whose memory gave out, once a part has arrived.
  await page.workers()[0]!.evaluate(() => {
    const post = self.postMessage.bind(self) as (message: unknown, transfer: unknown) => void;
    let n = 0;
    Object.assign(self, {
      postMessage(message: { type: string }, transfer: unknown) {
        const dies = message.type === "return" && ++n === 3;
        post(dies ? { ...message, type: "error", value: { name: "RuntimeError", message: "unreachable" } } : message, transfer);
      },
    });
  });
  await frame.locator(".large").getByRole("button", { name: "Read this" }).click();
  const form = frame.locator(".large");
  await expect(form).toContainText("gave no more memory");
  await expect(form.locator("input[value=all]")).toHaveCount(0);
  await form.getByLabel("How many rows").fill("1000");
  await form.getByRole("button", { name: "Read this" }).click();
  await expect(frame.locator(".read-as")).toContainText("1,000");
  await expect(frame.locator("#analyse")).toBeVisible();
});

test("an encoding chosen while the file is read begins it anew", async ({ page }) => {
  const frame = await small(page);
  await give(frame, "years.csv", SHOP.replaceAll("tea", "thé"));
  // The question before a large file holds the reading where it can be looked at.
  await expect(frame.locator(".large")).toBeVisible();
  const encoding = frame.locator(".reading").getByLabel("Encoding");
  await expect(encoding).toHaveValue("utf-8");
  await encoding.selectOption("windows-1252");
  await expect(frame.locator(".reading .sheet")).toContainText("thÃ©");
  await expect(encoding).toHaveValue("windows-1252");
});
