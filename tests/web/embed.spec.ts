import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { orders, SITE } from "./common";

const TYPES: Record<string, string> = { html: "text/html", js: "text/javascript", wasm: "application/wasm", webmanifest: "application/manifest+json", svg: "image/svg+xml" };
const HOST = `<!doctype html><html lang="en"><title>Intranet</title><script type="module" src="/element.js"></script>
<regulars-notebook start="drop" theme="light"></regulars-notebook>`;

let server: Server;
let at: string;

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const name = (request.url ?? "/").split("?")[0]!.slice(1) || "index.html";
    response.setHeader("Content-Type", TYPES[name.split(".").pop()!] ?? "text/plain");
    if (name === "host.html") {
      response.setHeader("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'");
      return response.end(HOST);
    }
    try {
      response.end(readFileSync(name === "regulars.html" ? resolve(SITE, "../regulars.html") : resolve(SITE, name)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => server.close());

test("the element works under the strict policy of a host, and denies rows", async ({ page }) => {
  const refused: string[] = [];
  page.on("console", (message) => message.text().includes("Content Security Policy") && refused.push(message.text()));
  await page.goto(`${at}/host.html`);
  const outcome = await page.evaluate(async (text) => {
    type Notebook = HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    const notebook = document.querySelector("regulars-notebook") as Notebook;
    const events: string[] = [];
    for (const name of ["regulars-ready", "regulars-loaded", "regulars-result"]) notebook.addEventListener(name, () => events.push(name));
    await notebook.loadFile!(new File([text], "orders.csv"));
    await notebook.run!();
    const results = (await notebook.getResult!()) as { id: string; state: string; findings: string[] }[];
    const report: Blob = await notebook.export!("report");
    const rows = await notebook.getRows!("c1", "x", { offset: 0, limit: 1 }).then(() => "given", (fault: Error) => fault.message);
    return { events, results, rows, report: (await report.text()).slice(0, 15) };
  }, orders(600));
  expect(outcome.events).toContain("regulars-loaded");
  expect(outcome.results.some((result) => result.findings.length > 0)).toBe(true);
  expect(outcome.rows).toContain("denied");
  expect(outcome.report).toContain("<!doctype html>");
  expect(refused).toEqual([]);
});

test("the site works offline after the first visit", async ({ page, context }) => {
  await page.goto(at);
  await page.frameLocator("iframe").locator("main").waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await context.setOffline(true);
  await page.reload();
  const frame = page.frameLocator("iframe");
  await frame.locator(".samples button").first().click();
  await expect(frame.locator(".finding").first()).toBeVisible({ timeout: 30_000 });
});
