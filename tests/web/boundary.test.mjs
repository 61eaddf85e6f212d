// The engine from JavaScript, where its users are.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const folder = new URL("../../www/pkg/", import.meta.url);

test("the module loads in Node", async () => {
  const { initSync } = await import(new URL("regulars.js", folder));
  const module = await WebAssembly.compile(await readFile(new URL("regulars_bg.wasm", folder)));
  assert.ok(initSync({ module }));
});
