// The engine from JavaScript, where its users are; and the same numbers natively and in wasm.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const folder = new URL("../../www/pkg/", import.meta.url);
const { Engine, initSync, sampleCsv } = await import(new URL("regulars.js", folder));
initSync({ module: new WebAssembly.Module(readFileSync(new URL("regulars_bg.wasm", folder))) });

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Reads text into an engine in pieces of `size`. */
function read(engine, name, text, size = 1 << 16) {
  const bytes = Buffer.from(text);
  const reading = engine.startReading(name, bytes.length, [{ offset: 0, bytes: bytes.subarray(0, size) }], "", undefined);
  for (;;) {
    for (let at = 0; at < bytes.length; at += size) engine.pushBytes(reading, bytes.subarray(at, at + size));
    const source = engine.finishReading(reading);
    if (source !== undefined) return source;
  }
}

async function runAll(engine) {
  for (let due = engine.view().due; due.length > 0; due = engine.view().due) await engine.run(due[0], turn);
}

test("native and wasm give the same results, byte for byte", async () => {
  const text = sampleCsv("drinks");
  const engine = new Engine("en");
  read(engine, "drinks.csv", text);
  engine.buildDefault();
  await runAll(engine);
  const out = mkdtempSync(join(tmpdir(), "regulars-"));
  try {
    writeFileSync(join(out, "drinks.csv"), text);
    execFileSync(process.env.REGULARS_BINARY, ["run", "--auto", "--data", join(out, "drinks.csv"), "--out", out]);
    const native = readFileSync(join(out, "results.json"), "utf8");
    assert.ok(Object.keys(JSON.parse(native).cells).length > 2);
    assert.equal(engine.results(), native);
  } finally {
    rmSync(out, { recursive: true });
  }
});

test("how a file is cut into pieces changes nothing", async () => {
  const text = sampleCsv("beauty");
  const views = [1 << 20, 4099].map((size) => {
    const engine = new Engine("zh-Hans");
    read(engine, "beauty.csv", text, size);
    engine.buildDefault();
    return engine.view();
  });
  assert.deepEqual(views[0].status, views[1].status);
});

test("a misspelt parameter and an unknown cell are refused with a word", () => {
  const engine = new Engine("en");
  assert.throws(() => engine.edit('{"op":"add","kind":"rfm","typo":1}'), (fault) => typeof fault.text === "string");
  assert.throws(() => engine.cell("c9"), (fault) => fault.text.includes("c9"));
});

test("a stopped cell keeps the result before it", async () => {
  const engine = new Engine("en");
  read(engine, "shop.csv", sampleCsv("shop"));
  engine.buildDefault();
  const [first] = engine.view().due;
  const run = engine.run(first, async () => {
    engine.cancel(first);
    await turn();
  });
  await run.catch((fault) => assert.equal(fault.kind, "cancelled"));
  await engine.run(first, turn);
  assert.ok(engine.cell(first).findings.length > 0);
});

test("every traced number and mark leads to lines of the file", async () => {
  const engine = new Engine("en");
  read(engine, "drinks.csv", sampleCsv("drinks"));
  engine.buildDefault();
  await runAll(engine);
  let [n, nMarks] = [0, 0];
  for (const { id } of engine.view().cells) {
    engine.cell(id).findings.forEach((finding, at) => {
      for (const { value } of finding.segments.filter((segment) => segment.value)) {
        const trace = engine.trace(id, JSON.stringify({ value: { finding: at, name: value } }), 0, 5);
        assert.ok(trace.what.length > 0);
        n += 1;
      }
    });
    // A mark of a chart stands for rows of a table.
    for (const { layer, table, rows } of engine.cell(id).charts.flatMap(({ links }) => links ?? [])) {
      assert.ok(layer >= 0);
      const trace = engine.trace(id, JSON.stringify({ rows: { table, rows: rows.find((some) => some.length > 0) } }), 0, 5);
      assert.ok(trace.n_rows > 0 && trace.rows[0].line > 1);
      nMarks += 1;
    }
  }
  assert.ok(n > 5 && nMarks > 0);
});
