// What leaves the page on purpose: paper, the report, lists with and without names.

import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { give, open, orders, settled } from "./common";

test("paper has a front page, vector charts that fit, and no controls", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("w");
  await frame.locator(".how").first().waitFor();
  const inner = page.frames()[1]!;
  await inner.evaluate(() => {
    window.print = () => void (document.documentElement.dataset.printed = "yes");
  });
  await page.keyboard.press("Control+p");
  await expect(frame.locator("html")).toHaveAttribute("data-printed", "yes");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 680, height: 900 });
  await expect(frame.locator(".front-title")).toHaveText("orders.csv");
  expect(await frame.locator(".front li").count()).toBe(3);
  // The end says how, and where each number comes from; the foot, which program and which data.
  await expect(frame.locator(".appendix h2")).toHaveText(["What was left out", "How it was done", "What was run on what", "Terms"]);
  await expect(frame.locator(".appendix")).toContainText(/c2\.\w+ .*customers/);
  expect(await inner.evaluate(() => document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText).join())).toMatch(/Regulars [\d.]+, data sha256 [0-9a-f]{12}/);
  for (const control of [".bar", ".status", ".outline", ".cell-menu button", ".how form", "textarea"]) {
    await expect(frame.locator(control).first()).toBeHidden();
  }
  const charts = await inner.evaluate(() =>
    [...document.querySelectorAll<HTMLImageElement>(".printed")].map((image) => ({ isDrawn: image.complete && image.naturalWidth > 0, right: image.getBoundingClientRect().right })),
  );
  expect(charts.length).toBe(await frame.locator("rg-chart").count());
  for (const { isDrawn, right } of charts) {
    expect(isDrawn).toBe(true);
    expect(right).toBeLessThanOrEqual(680);
  }
});

test("the report is one file without a script and without rows", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  const download = page.waitForEvent("download");
  await page.keyboard.press("e");
  const report = readFileSync(await (await download).path(), "utf8");
  expect(report).toContain("<svg");
  // A sentence stands above its picture, not in it again.
  const headline = /<p class="headline">([^<]+)</.exec(report)?.[1] ?? "";
  expect(headline).not.toBe("");
  expect(report.split("<section>")[1]?.match(/<text/g)?.length).toBeGreaterThan(0);
  expect(report.split("<section>")[1]?.split(">" + headline).length).toBe(2);
  expect(report).not.toMatch(/<script|javascript:|\son\w+=|K1\d\d\d|src="http/);
});

test("the client's name and picture stand on the report and on paper, and not in the notebook", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  await frame.locator(".bar rg-menu button").last().click();
  await frame.getByRole("menuitem", { name: "Client on the front page" }).click();
  await frame.getByLabel("Name:").fill("Tea & Sons");
  await frame.getByLabel("Name:").blur();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><rect width="900" height="300" fill="#0a6"/></svg>';
  await frame.locator("dialog input[type=file]").setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) });
  await expect(frame.locator("dialog .logo")).toHaveAttribute("src", /^data:image\/png;base64,/);
  await page.keyboard.press("Escape");
  await expect(frame.locator("dialog")).toHaveCount(0);
  const saved = async (key: string): Promise<string> => {
    const download = page.waitForEvent("download");
    await page.keyboard.press(key);
    return readFileSync(await (await download).path(), "utf8");
  };
  const report = await saved("e");
  expect(report).toContain("Tea &amp; Sons");
  expect(report).toContain('<img class="logo" alt="" src="data:image/png;base64,');
  expect(await saved("s")).not.toMatch(/Tea|base64/);
  await page.emulateMedia({ media: "print" });
  await expect(frame.locator(".front .logo")).toBeVisible();
  await expect(frame.locator(".front")).toContainText("Tea & Sons");
});

test("others who watch see numbers in the place of customers; the notebook is not changed by being shown", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  const undo = await page.frames()[1]!.evaluate(() => document.querySelector(".toast")?.textContent ?? "");
  await page.keyboard.press("p");
  await expect(frame.locator(".slide")).toBeVisible();
  const question = frame.locator(".slide .question");
  const first = await question.innerText();
  await page.keyboard.press("j");
  await expect(question).not.toHaveText(first);
  await page.keyboard.press("k");
  await expect(question).toHaveText(first);
  const places = await frame.locator(".slide-nav span").innerText();
  for (let slide = 0; slide < Number(places.split("/")[1]); slide++) {
    const number = frame.locator(".slide .finding .number").first();
    if ((await number.count()) > 0) {
      await number.click();
      await frame.locator(".traced").waitFor();
    }
    expect(await frame.locator("rg-app").innerText()).not.toMatch(/K1\d\d\d/);
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Escape");
  await expect(frame.locator(".slide")).toHaveCount(0);
  expect(await page.frames()[1]!.evaluate(() => document.querySelector(".toast")?.textContent ?? "")).toBe(undo);
});
