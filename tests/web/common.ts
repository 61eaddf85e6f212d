// Opening the built page, giving it files, waiting for findings.

import type { FrameLocator, Page } from "@playwright/test";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const SINGLE = pathToFileURL(resolve(__dirname, "../../dist/regulars.html")).href;
export const SITE = resolve(__dirname, "../../dist/site");

/** The app inside its frame. */
export function app(page: Page): FrameLocator {
  return page.frameLocator("iframe");
}

/** The single file, from the disk, with the network off. */
export async function open(page: Page, language = "en"): Promise<FrameLocator> {
  await page.context().setOffline(true);
  await page.goto(SINGLE);
  const frame = app(page);
  await frame.locator("main").first().waitFor();
  const button = frame.locator(`.languages button[lang="${language}"]`);
  if ((await button.getAttribute("aria-pressed")) !== "true") await button.click();
  return frame;
}

export async function give(frame: FrameLocator, name: string, content: string | Buffer): Promise<void> {
  const buffer = typeof content === "string" ? Buffer.from(content) : content;
  await frame.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer });
}

/** Waits until nothing runs any more. */
export async function settled(frame: FrameLocator): Promise<void> {
  await frame.locator(".finding").first().waitFor();
  await frame.locator(".outline a").first().waitFor({ state: "attached" });
  await frame.locator(".outline a.empty, .outline a.running").first().waitFor({ state: "detached", timeout: 90_000 }).catch(() => {});
  // A cell that takes long stays stale until its button is pressed.
  await frame.locator(".outline a.stale").first().waitFor({ state: "detached", timeout: 10_000 }).catch(() => {});
}

/** Order lines of a small shop: regular customers, two products that go together, no chance involved. */
export function orders(nOrders: number): string {
  const products = ["tea", "scone", "jam", "butter", "bread", "honey"];
  const lines = ["order,date,customer,product,quantity,amount"];
  for (let i = 0; i < nOrders; i++) {
    const date = new Date(Date.UTC(2024, 0, 1 + Math.floor((i * 540) / nOrders))).toISOString().slice(0, 10);
    const customer = `K${1000 + ((i * i * 7 + i * 13) % Math.ceil(nOrders / 6))}`;
    const first = i % products.length;
    const basket = first === 0 ? [0, 1] : [first, (first + 1 + (i % 3)) % products.length];
    for (const product of new Set(basket)) lines.push(`A${10_000 + i},${date},${customer},${products[product]},${1 + (i % 3)},${(2.5 + product * (1 + (i % 3))).toFixed(2)}`);
  }
  return lines.join("\n") + "\n";
}
