// How fast the built page is, on this machine: `node bench/page.mjs [FILE.csv]`. Without a file it takes a generated
// shop. Times are wall milliseconds from a `file://` page; the last column is the ratio to merely reading the bytes.

import { chromium } from "@playwright/test";
import { statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { writeFileSync } from "node:fs";

const path = process.argv[2] ?? generated();
const executablePath = process.env.REGULARS_CHROME ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const start = performance.now();
await page.goto(pathToFileURL(resolve(import.meta.dirname, "../../dist/regulars.html")).href);
const frame = page.frameLocator("iframe");
await frame.locator(".zone").waitFor();
const ready = performance.now() - start;

await frame.locator("body").evaluate(() => {
  const marks = (window.marks = {});
  const seen = (name, selector) => !marks[name] && document.querySelector(selector) && (marks[name] = performance.now());
  new MutationObserver(() => {
    seen("first rows", ".reading tbody tr");
    seen("file read", "#analyse, .notebook");
    seen("first finding", ".finding");
  }).observe(document.body, { childList: true, subtree: true });
  document.getElementById("file").addEventListener("change", (event) => {
    window.dropped = performance.now();
    window.file = event.target.files[0];
  }, true);
  window.longest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.longest = Math.max(window.longest, entry.duration)))).observe({ type: "longtask" });
});
await frame.locator("#file").setInputFiles(path);
await frame.locator("#analyse, .notebook").first().waitFor({ timeout: 120_000 });
if (await frame.locator("#analyse").count()) await frame.locator("#analyse").click();
await frame.locator(".status").getByText("up to date").waitFor({ timeout: 300_000 });
const measured = await frame.locator("body").evaluate(async () => {
  const last = performance.now() - window.dropped;
  const begin = performance.now();
  for (let at = 0; at < window.file.size; at += 4 << 20) await window.file.slice(at, at + (4 << 20)).arrayBuffer();
  const reading = performance.now() - begin;
  const since = Object.entries(window.marks).map(([name, at]) => [name, at - window.dropped]);
  return { rows: [...since, ["last result", last]], reading, longest: window.longest };
});
await browser.close();

console.log(`${path}, ${(statSync(path).size / 1e6).toFixed(1)} MB`);
console.log(`page ready            ${ready.toFixed(0).padStart(7)} ms`);
for (const [name, ms] of measured.rows) console.log(`${name.padEnd(20)} ${ms.toFixed(0).padStart(8)} ms   ${(ms / measured.reading).toFixed(1)} × reading alone`);
console.log(`longest block        ${measured.longest.toFixed(0).padStart(8)} ms on the main thread`);

function generated() {
  const lines = ["order,date,customer,product,quantity,price"];
  for (let i = 0; i < 500_000; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 700))).toISOString().slice(0, 10);
    lines.push(`A${Math.floor(i / 4)},${day},K${(i * 7919) % 9973},P${(i * i) % 211},${1 + (i % 4)},${((i % 37) + 0.5).toFixed(2)}`);
  }
  const to = join(tmpdir(), "regulars-bench.csv");
  writeFileSync(to, lines.join("\n"));
  return to;
}
