import { expect, test } from "@playwright/test";
import { app, give, open, orders, settled, SINGLE } from "./common";

test("a dropped file is read, checked and answered, from file:// without a network", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(1200));
  await expect(frame.locator("#analyse")).toBeVisible();
  await expect(frame.locator(".check")).toContainText("orders.csv");
  await frame.locator("#analyse").click();
  await settled(frame);
  expect(await frame.locator(".cell .finding").count()).toBeGreaterThan(2);
  await frame.locator(".finding .number").first().click();
  await expect(frame.locator(".trace")).toContainText("orders.csv");
  await expect(frame.locator(".trace")).toContainText("line 2");
});

test("a real drop through the browser works like choosing", async ({ page }) => {
  const frame = await open(page);
  const handle = await page.locator("iframe").contentFrame().locator("body").evaluateHandle((_, text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "dropped.csv"));
    return data;
  }, orders(600));
  await frame.locator("body").dispatchEvent("dragenter", { dataTransfer: handle });
  await expect(frame.locator(".dropping")).toBeVisible();
  await frame.locator("body").dispatchEvent("drop", { dataTransfer: handle });
  await expect(frame.locator("#analyse")).toBeVisible();
});

for (const [language, words] of [["en", "customers"], ["zh-Hant", "顧客"], ["zh-Hans", "客户"]] as const) {
  test(`the sample speaks ${language}, and no key of the catalogue shows`, async ({ page }) => {
    const frame = await open(page, language);
    await frame.locator(".samples button").nth(["en", "zh-Hant", "zh-Hans"].indexOf(language)).click();
    await settled(frame);
    await page.keyboard.press("w");
    await expect(frame.locator(".finding").first()).toContainText(words);
    const text = await frame.locator("rg-app").innerText();
    const keys = text.match(/\b(page|status|need|edit|stage|error|report|trace|roles?|overview|concentration|rfm|clusters|rules|clv|churn|cohorts|flow)(-[a-z0-9]+)+\b/g);
    expect(keys).toBeNull();
  });
}

test("the language switches at once and keeps the place", async ({ page }) => {
  const frame = await open(page);
  await frame.locator(".samples button").first().click();
  await settled(frame);
  const before = await frame.locator(".finding").first().innerText();
  await frame.locator('.languages button[lang="zh-Hant"]').click();
  await expect(frame.locator(".finding").first()).not.toHaveText(before);
  await expect(frame.locator("html")).toHaveAttribute("lang", "zh-Hant");
});

test("other programs reach the page through window.regulars", async ({ page }) => {
  await page.goto(SINGLE);
  await app(page).locator("main").first().waitFor();
  const outcome = await page.evaluate(async (text) => {
    const { regulars } = window as unknown as { regulars: Record<string, (...args: unknown[]) => Promise<unknown>> };
    const sources = await regulars.loadFile!(new File([text], "orders.csv"));
    await regulars.run!();
    const results = (await regulars.getResult!()) as { kind: string; state: string; findings: string[] }[];
    const json = (await regulars.export!("results")) as string;
    const notebook = (await regulars.getNotebook!()) as string;
    await regulars.erase!();
    return { sources, results, json, notebook };
  }, orders(900));
  expect(outcome.sources).toEqual(["s1"]);
  expect(outcome.results.some((result) => result.state === "done" && result.findings.length > 0)).toBe(true);
  expect(Object.keys(JSON.parse(outcome.json).cells).length).toBe(outcome.results.length);
  // A notebook holds no customer.
  expect(outcome.notebook).not.toMatch(/K1\d\d\d/);
  await expect(app(page).locator(".start")).toBeVisible();
});
