// What Lighthouse would look at on the site: the document, the manifest, what is loaded, how steady it paints, and that
// the console stays silent.

import { expect, test } from "@playwright/test";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { app, SITE } from "./common";
import { serveSite, type Served } from "./site";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let served: Served;
test.beforeAll(async () => void (served = await serveSite()));
test.afterAll(() => served.close());

test("the document is well kept, nothing foreign is loaded, the console is silent", async ({ page }) => {
  const said: string[] = [];
  const foreign: string[] = [];
  const failed: string[] = [];
  page.on("console", (message) => /error|warning/.test(message.type()) && said.push(message.text()));
  page.on("pageerror", (fault) => said.push(String(fault)));
  page.on("request", (request) => !request.url().startsWith(served.at) && !/^(blob|data|about):/.test(request.url()) && foreign.push(request.url()));
  page.on("response", (response) => response.status() >= 400 && failed.push(response.url()));
  const issues: string[] = [];
  const devtools = await page.context().newCDPSession(page);
  devtools.on("Audits.issueAdded", ({ issue }) => issues.push(issue.code));
  await devtools.send("Audits.enable");
  await page.goto(served.at);
  const frame = app(page);
  await frame.locator(".samples button").first().click();
  await expect(frame.locator(".finding").first()).toBeVisible({ timeout: 60_000 });
  expect(said).toEqual([]);
  expect(foreign).toEqual([]);
  expect(failed).toEqual([]);
  expect(issues).toEqual([]);
  const about = await page.evaluate(() => ({
    doctype: document.doctype?.name,
    charset: document.characterSet,
    lang: document.documentElement.lang,
    title: document.title.length,
    viewport: document.querySelector<HTMLMetaElement>("meta[name=viewport]")?.content,
    description: document.querySelector<HTMLMetaElement>("meta[name=description]")?.content.length,
    theme: document.querySelectorAll("meta[name=theme-color]").length,
    manifest: document.querySelector<HTMLLinkElement>("link[rel=manifest]")?.href,
    frame: document.querySelector("iframe")?.title.length,
    images: document.images.length,
  }));
  expect(about).toMatchObject({ doctype: "html", charset: "UTF-8", lang: "en", images: 0 });
  expect(about.viewport).toContain("width=device-width");
  expect(about.viewport).not.toMatch(/user-scalable=no|maximum-scale/);
  for (const present of [about.title, about.description, about.frame, about.theme]) expect(present).toBeGreaterThan(0);
  const manifest = (await (await page.request.get(about.manifest!)).json()) as Record<string, unknown> & { icons: { src: string; sizes: string }[] };
  for (const key of ["name", "short_name", "start_url", "display", "theme_color", "background_color"]) expect(manifest[key], key).toBeTruthy();
  for (const { src } of manifest.icons) expect((await page.request.get(new URL(src, about.manifest).href)).ok(), src).toBe(true);
});

test("it paints early, stays where it is, and is small", async ({ page }) => {
  await page.addInitScript(() => {
    Object.assign(window, { shifts: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) (window as unknown as { shifts: number }).shifts += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(served.at);
  await app(page).locator(".zone").waitFor();
  const inner = page.frames()[1]!;
  const painted = await inner.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity);
  // Seconds even on a crowded machine; the page bench tells milliseconds on a quiet one.
  expect(painted).toBeLessThan(5000);
  for (const frame of page.frames()) expect(await frame.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBeLessThan(0.1);
  // Of what the first visit loads, all but the engine is text for the page; together it is as large as a server sends it.
  const squeezed = (name: string): number => brotliCompressSync(readFileSync(resolve(SITE, name)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } }).length;
  const texts = ["index.html", "shell.js", "app.js", "manifest.webmanifest", "icon.svg"].reduce((sum, name) => sum + squeezed(name), 0);
  expect(texts).toBeLessThan(100_000);
  expect(texts + squeezed("regulars.wasm")).toBeLessThan(1_500_000);
  expect(statSync(resolve(SITE, "icon.svg")).size).toBeLessThan(10_000);
});

test("axe finds nothing in the outer page", async ({ page }) => {
  await page.goto(served.at);
  await app(page).locator(".zone").waitFor();
  const devtools = await page.context().newCDPSession(page);
  // The page's policy allows no script of others; the tools of the browser may.
  await devtools.send("Page.setBypassCSP", { enabled: true });
  await page.reload();
  await app(page).locator(".zone").waitFor();
  await page.evaluate(AXE);
  const faults = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(node: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await axe.run(document, { iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } as object);
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
  });
  expect(faults).toEqual([]);
});
