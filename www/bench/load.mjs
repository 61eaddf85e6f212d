// A file of a million invoice lines into typed columns, in a page of its own, beside DuckDB-WASM and PapaParse in one
// run: `node bench/load.mjs [FILE.csv]` after a build and `npm ci` in bench/peers. The middle of five rounds, the order
// changed every round: wall and CPU milliseconds and megabytes of the renderer processes, the longest block of the main
// thread, and how often the page told where it is. DuckDB-WASM is started before the clock; the ratio is to its figure.

import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";

const N_ROUNDS = Number(process.env.ROUNDS ?? 5);
const path = resolve(process.argv[2] ?? generated());
const here = import.meta.dirname;
const peers = join(here, "peers");
const site = resolve(here, "../../dist/site");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json" };
const script = await build({ entryPoints: [join(peers, "peers.js")], bundle: true, format: "esm", write: false, logLevel: "error" });
const server = createServer(({ url }, answer) => {
  const name = url.split("?")[0];
  if (name === "/peers/") return answer.writeHead(200, { "Content-Type": "text/html" }).end('<!doctype html><input type="file" id="file"><script type="module" src="peers.js"></script>');
  if (name === "/peers/peers.js") return answer.writeHead(200, { "Content-Type": "text/javascript" }).end(script.outputFiles[0].text);
  const file = name.startsWith("/peers/") ? join(peers, "node_modules/@duckdb/duckdb-wasm/dist", name.slice(7)) : join(site, name === "/" ? "index.html" : name);
  if (!existsSync(file)) return answer.writeHead(404).end();
  answer.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(answer);
}).listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const home = `http://127.0.0.1:${server.address().port}`;

const tools = { regulars, duckdb: peer("duckdb"), papaparse: peer("papaparse") };
const rounds = Object.fromEntries(Object.keys(tools).map((name) => [name, []]));
for (let round = 0; round < N_ROUNDS; round += 1) {
  const names = Object.keys(tools);
  for (const name of [...names.slice(round % 3), ...names.slice(0, round % 3)]) rounds[name].push(await inOwnBrowser(tools[name]));
}
server.close();

console.log(`${path}, ${(statSync(path).size / 1e6).toFixed(1)} MB, the middle of ${N_ROUNDS} rounds`);
const middle = (name, what) => rounds[name].map((one) => one[what]).sort((a, b) => a - b)[Math.floor(N_ROUNDS / 2)];
for (const name of Object.keys(tools)) {
  const told = [name.padEnd(10), `${middle(name, "rows")} rows`.padEnd(14)];
  for (const [what, unit] of [["wall", "ms"], ["cpu", "ms CPU"], ["megabytes", "MB more"]]) {
    const ratio = middle(name, what) / middle("duckdb", what);
    told.push(`${middle(name, what).toFixed(0).padStart(6)} ${unit} (${ratio.toFixed(2)} ×)`);
  }
  told.push(`longest block ${middle(name, "longest").toFixed(0)} ms`, `told ${middle(name, "told").toFixed(0)} times`);
  console.log(told.join("  "));
}

/** The page as people use it: from the choice of the file until its table stands in the engine. */
async function regulars(page) {
  await page.goto(`${home}/`);
  const frame = page.frameLocator("iframe");
  await frame.locator(".zone").waitFor();
  await page.waitForTimeout(1000);
  const body = frame.locator("body");
  await body.evaluate((body) => {
    watch(window);
    const file = document.getElementById("file");
    file.addEventListener("change", () => (window.begin = performance.now()), true);
    new MutationObserver(() => document.querySelector("progress") && (window.told += 1)).observe(body, { childList: true, subtree: true, characterData: true });
    window.finished = new Promise((done) => new PerformanceObserver((list) => list.getEntriesByName("regulars-table").forEach(({ startTime }) => done({ wall: startTime - window.begin }))).observe({ type: "mark" }));
  });
  const rows = () => page.evaluate(async () => JSON.parse(await window.regulars.getNotebook()).sources[0].expect.rows);
  return { choose: () => frame.locator("#file").setInputFiles(path), done: () => body.evaluate(() => window.finished.then((found) => ({ ...found, longest: window.longest, told: window.told }))), rows };
}

function peer(name) {
  return async (page) => {
    await page.goto(`${home}/peers/?${name}`);
    await page.waitForFunction(() => window.isReady);
    await page.waitForTimeout(1000);
    return {
      choose: () => page.locator("#file").setInputFiles(path),
      done: () => page.evaluate(() => window.finished.then((found) => ({ ...found, longest: window.longest, told: window.told }))),
    };
  };
}

async function inOwnBrowser(open) {
  const browser = await chromium.launch({ executablePath: process.env.REGULARS_CHROME ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      window.longest = window.told = 0;
      window.watch = () => new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (window.longest = Math.max(window.longest, duration)))).observe({ type: "longtask" });
    });
    const { choose, done, rows } = await open(page);
    const processes = await browser.newBrowserCDPSession();
    const before = await used(processes);
    await choose();
    const found = await done();
    const after = await used(processes);
    if (rows) found.rows = await rows();
    return { ...found, cpu: after.cpu - before.cpu, megabytes: after.megabytes - before.megabytes };
  } finally {
    await browser.close();
  }
}

/** CPU milliseconds and resident megabytes of the renderer processes. */
async function used(processes) {
  const { processInfo } = await processes.send("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const resident = ({ id }) => (Number(readFileSync(`/proc/${id}/statm`, "utf8").split(" ")[1]) * 4096) / 1e6;
  return { cpu: renderers.reduce((sum, { cpuTime }) => sum + cpuTime * 1e3, 0), megabytes: renderers.reduce((sum, one) => sum + resident(one), 0) };
}

function generated() {
  const lines = ["Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"];
  const nouns = ["HEART T-LIGHT HOLDER", "RETRO SPOT MUG", "CAKE STAND", "BUNTING", "LUNCH BAG", "HAND WARMER", "DOORMAT", "JAM JAR"];
  for (let i = 0; i < 1_000_000; i += 1) {
    const invoice = 489_434 + Math.floor(i / 20);
    const day = new Date(Date.UTC(2009, 11, 1, 8, Math.floor(i / 20) * 20)).toISOString();
    const product = (i * 7919) % 4000;
    const customer = invoice % 6 === 0 ? "" : 12_000 + ((invoice * 31) % 5800);
    lines.push(`${invoice},${20_000 + product}A,WHITE HANGING ${nouns[product % 8]} NO ${product},${1 + (i % 12)},${day.slice(0, 10)} ${day.slice(11, 19)},${((product % 90) / 10 + 0.45).toFixed(2)},${customer},United Kingdom`);
  }
  const to = join(tmpdir(), "regulars-load.csv");
  writeFileSync(to, `${lines.join("\n")}\n`);
  return to;
}
