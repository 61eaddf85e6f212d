// What each cell costs in the engine as the browser runs it: `node bench/cells.mjs FILE.csv`, after a build. CPU
// milliseconds of this process and megabytes of the module's memory after each; then rules asked again with other
// thresholds. `node bench/cells.mjs --groups 1000000` groups as many generated rows of six columns instead;
// `node bench/cells.mjs --rules FILE.csv` asks a new cell each time: best pairs, the best thousand rules, these and ten shuffles.

import { readFileSync } from "node:fs";

const { Engine, initSync } = await import(new URL("../pkg/regulars.js", import.meta.url));
const module = new WebAssembly.Module(readFileSync(new URL("../pkg/regulars_bg.wasm", import.meta.url)));
const { memory } = initSync({ module });
const engine = new Engine("en");
const turn = () => new Promise((resolve) => setImmediate(resolve));
const megabytes = () => memory.buffer.byteLength / 1e6;

/** CPU milliseconds that `work` takes. */
async function cpu(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e3, result];
}

/** Reads bytes into the engine in pieces. */
function read(name, bytes, size = 1 << 20) {
  const reading = engine.startReading(name, bytes.length, [{ offset: 0, bytes: bytes.subarray(0, 1 << 16) }], "", undefined);
  for (;;) {
    for (let at = 0; at < bytes.length; at += size) engine.pushBytes(reading, bytes.subarray(at, at + size));
    if (engine.finishReading(reading) !== undefined) return;
  }
}

function say(name, ms, more = "") {
  console.log(`${name.padEnd(44)} ${ms.toFixed(0).padStart(7)} ms ${megabytes().toFixed(0).padStart(5)} MB  ${more}`);
}

async function run(cell, name) {
  const [ms] = await cpu(() => engine.run(cell, turn));
  const view = engine.cell(cell);
  const told = view.findings[0]?.segments.map((segment) => segment.text).join("") ?? view.error?.text ?? "";
  say(name, ms, told.slice(0, 90));
  return ms;
}

/** A linear congruential generator is random enough for clouds. */
function cloud(n) {
  let seed = 1;
  const unit = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const normal = () => unit() + unit() + unit() + unit() - 2;
  const middles = Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => 5 * normal()));
  const lines = ["a,b,c,d,e,f"];
  for (let i = 0; i < n; i += 1) lines.push(middles[i % 6].map((m) => (m + 2 * normal()).toFixed(3)).join(","));
  return Buffer.from(`${lines.join("\n")}\n`);
}

const groups = process.argv.indexOf("--groups");
if (groups > 0) {
  const [ms] = await cpu(() => read("points.csv", cloud(Number(process.argv[groups + 1]))));
  say("generated and read", ms);
  engine.edit('{"op":"add","kind":"clusters"}');
  await run(engine.view().cells[0].id, "clusters");
} else if (process.argv[2] === "--rules") {
  const [ms] = await cpu(() => read("file.csv", readFileSync(process.argv[3])));
  say("read", ms);
  const questions = [{ shuffles: 0, max_length: 2 }, { shuffles: 0 }, { shuffles: 10 }, { shuffles: 0, by: "month" }];
  // The first round is slower: the engine's code is still being compiled.
  for (const params of [...questions, ...questions]) {
    engine.edit('{"op":"add","kind":"rules"}');
    const { id } = engine.view().cells.at(-1);
    engine.edit(JSON.stringify({ op: "params", cell: id, params }));
    await run(id, `rules ${JSON.stringify(params)}`);
  }
} else {
  const [ms] = await cpu(() => read("file.csv", readFileSync(process.argv[2])));
  say("read", ms);
  engine.buildDefault();
  let sum = 0;
  for (let due = engine.view().due; due.length > 0; due = engine.view().due) {
    const { kind } = engine.view().cells.find((cell) => cell.id === due[0]);
    sum += await run(due[0], kind);
  }
  say("all cells", sum);
  const rules = engine.view().cells.find((cell) => cell.kind === "rules")?.id;
  const steps = [{ shuffles: 0 }, { min_support: 0.01 }, { min_support: 0.015 }, { min_support: 0.02, min_confidence: 0.5 }, { max_length: 2, min_support: 0.03 }, {}];
  for (const params of rules ? steps : []) {
    engine.edit(JSON.stringify({ op: "params", cell: rules, params }));
    await run(rules, `rules ${JSON.stringify(params)}`);
  }
}
