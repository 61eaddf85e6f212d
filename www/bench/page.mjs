// How fast, how large and how hungry the built page is on this machine: `node bench/page.mjs [FILE.csv]` after a build.
// Without a file it takes a generated shop. Wall and CPU milliseconds of a `file://` page; the last column is the ratio
// to merely reading the file's bytes in the same page. CPU and memory are those of all renderer processes.

import { chromium } from "@playwright/test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const path = process.argv[2] ?? generated();
const dist = resolve(import.meta.dirname, "../../dist");
const executablePath = process.env.REGULARS_CHROME ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const processes = await browser.newBrowserCDPSession();
const page = await browser.newPage();
const before = await used();
const start = performance.now();
await page.goto(pathToFileURL(join(dist, "regulars.html")).href);
const frame = page.frameLocator("iframe");
await frame.locator(".zone").waitFor();
say("page ready", { wall: performance.now() - start, ...since(before, await used()) });

await page.waitForTimeout(1500);
say("longest block of the main thread while opening", { wall: Math.max(...(await Promise.all(page.frames().map(longestYet)))) });
await frame.locator("body").evaluate(() => {
  const marks = (window.marks = {});
  const seen = (name, selector) => !marks[name] && document.querySelector(selector) && (marks[name] = performance.now());
  new MutationObserver(() => {
    seen("rows", ".reading tbody tr");
    seen("read", "#analyse, .notebook");
    seen("finding", ".finding");
  }).observe(document.body, { childList: true, subtree: true });
  document.getElementById("file").addEventListener("change", (event) => {
    window.dropped = performance.now();
    window.file = event.target.files[0];
  }, true);
  window.longest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.longest = Math.max(window.longest, entry.duration)))).observe({ type: "longtask" });
  // Which scripts make long frames: the browser's own attribution, where it has one.
  window.blocks = [];
  if (PerformanceObserver.supportedEntryTypes.includes("long-animation-frame")) {
    new PerformanceObserver((list) => {
      for (const frame of list.getEntries()) {
        for (const script of frame.scripts) window.blocks.push(`${script.duration.toFixed(0)} ms ${script.invoker} ${script.sourceFunctionName} @${script.sourceCharPosition}; layout ${script.forcedStyleAndLayoutDuration.toFixed(0)} ms; at ${frame.startTime.toFixed(0)}`);
        const rendering = frame.renderStart ? frame.startTime + frame.duration - frame.renderStart : 0;
        if (rendering > 20) window.blocks.push(`${rendering.toFixed(0)} ms style, layout, paint; at ${frame.startTime.toFixed(0)}`);
      }
    }).observe({ type: "long-animation-frame" });
  }
});
const empty = await used();
await frame.locator("#file").setInputFiles(path);
await frame.locator("#analyse, .notebook").first().waitFor({ timeout: 120_000 });
const loaded = await used();
if (await frame.locator("#analyse").count()) await frame.locator("#analyse").click();
const clicked = performance.now();
await frame.locator(".finding").first().waitFor({ timeout: 300_000 });
await frame.locator(".outline a.empty, .outline a.running").first().waitFor({ state: "detached", timeout: 300_000 });
const analysed = performance.now() - clicked;
const last = await used();
const { marks, reading, longest, blocks } = await frame.locator("body").evaluate(async () => {
  const begin = performance.now();
  for (let at = 0; at < window.file.size; at += 4 << 20) await window.file.slice(at, at + (4 << 20)).arrayBuffer();
  const reading = performance.now() - begin;
  const marks = Object.fromEntries(Object.entries(window.marks).map(([name, at]) => [name, at - window.dropped]));
  const blocks = window.blocks.sort((a, b) => parseFloat(b) - parseFloat(a)).slice(0, 8);
  return { marks, reading, longest: window.longest, blocks };
});
await frame.locator("body").evaluate(() => (window.longest = 0));
await page.keyboard.press("w");
await frame.locator(".how").first().waitFor();
for (let at = 0; at < 60; at++) {
  await page.mouse.wheel(0, 700);
  await page.waitForTimeout(30);
}
await page.keyboard.press("b");
await page.waitForTimeout(500);
const moving = await frame.locator("body").evaluate(() => window.longest);
const stopped = await stopTimes();
await browser.close();

console.log(`${path}, ${(statSync(path).size / 1e6).toFixed(1)} MB; reading its bytes alone ${reading.toFixed(0)} ms`);
if (marks.rows) say("first rows", { wall: marks.rows }, reading);
say("file read, check screen", { wall: marks.read, ...since(empty, loaded) }, reading);
say("last default cell, from the check screen", { wall: analysed, ...since(loaded, last) }, reading);
say("last default cell, from the drop", { wall: marks.read + analysed, ...since(empty, last) }, reading);
say("longest block of the main thread, load and run", { wall: longest });
say("longest block of the main thread, views and scrolling", { wall: moving });
for (const block of blocks) console.log(`  ${block}`);
if (stopped) say("Stop of a running cell, until its mark is gone", { wall: stopped.shown });
if (stopped) say("Stop of a running cell, until the engine is free", { wall: stopped.free });
const engine = readFileSync(join(dist, "site/regulars.wasm"));
const packed = brotliCompressSync(engine, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });
console.log(`engine ${(engine.length / 1e3).toFixed(0)} kB, ${(packed.length / 1e3).toFixed(0)} kB brotli; regulars.html ${(statSync(join(dist, "regulars.html")).size / 1e3).toFixed(0)} kB`);

/** The longest task of a frame since it was opened; 0 when none took 50 ms. */
function longestYet(inner) {
  return inner.evaluate(
    () =>
      new Promise((resolve) => {
        let longest = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => (longest = Math.max(longest, entry.duration)))).observe({ type: "longtask", buffered: true });
        setTimeout(() => resolve(longest), 100);
      }),
  );
}

/** The dearest cell is run again and stopped after 150 ms: when the page says so, and when the engine answers others. */
async function stopTimes() {
  const heads = await page.evaluate(() => window.regulars.getResult());
  const dear = heads.find((cell) => cell.kind === "clusters") ?? heads.find((cell) => cell.kind === "rules");
  if (!dear) return null;
  const body = frame.locator("body");
  await frame.locator(`#${dear.id}`).focus();
  await page.keyboard.press("r");
  await frame.locator(`#${dear.id} .progress`).waitFor({ timeout: 5000 }).catch(() => {});
  await page.waitForTimeout(150);
  return body.evaluate(async (_, id) => {
    const button = document.querySelector(`#${id} .progress button`);
    if (!button) return null;
    const start = performance.now();
    button.click();
    const until = async (is) => {
      while (!is()) await new Promise((resolve) => setTimeout(resolve, 1));
      return performance.now() - start;
    };
    const shown = await until(() => !document.querySelector(`#${id} .progress`));
    const number = document.querySelector(".finding .number");
    number?.click();
    const free = await until(() => document.querySelector(".traced"));
    return { shown, free };
  }, dear.id);
}

/** CPU milliseconds and resident megabytes of the renderer processes. */
async function used() {
  const { processInfo } = await processes.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter((one) => one.type === "renderer");
  const resident = (id) => {
    try {
      return (Number(readFileSync(`/proc/${id}/statm`, "utf8").split(" ")[1]) * 4096) / 1e6;
    } catch {
      return NaN;
    }
  };
  return { cpu: renderers.reduce((sum, one) => sum + one.cpuTime * 1e3, 0), megabytes: renderers.reduce((sum, one) => sum + resident(one.id), 0) };
}

function since(from, to) {
  return { cpu: to.cpu - from.cpu, megabytes: to.megabytes - from.megabytes };
}

function say(name, { wall, cpu, megabytes }, reading) {
  const parts = [name.padEnd(42), `${wall.toFixed(0).padStart(6)} ms`];
  if (cpu !== undefined) parts.push(`${cpu.toFixed(0).padStart(6)} ms CPU`, `${megabytes.toFixed(0).padStart(5)} MB more`);
  if (reading) parts.push(`${(wall / reading).toFixed(1)} × reading alone`);
  console.log(parts.join("  "));
}

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
