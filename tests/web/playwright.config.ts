// The built page in a real browser. `cargo xtask build` comes first; `cargo xtask test` does both.

import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.js";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../../target/browser",
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  // A second try tells a crowded machine from a fault; the report names what needed it.
  retries: process.env.CI ? 2 : 0,
  reporter: [["dot"]],
  use: {
    viewport: { width: 1280, height: 900 },
    launchOptions: { executablePath: chromium(), args: ["--no-sandbox", "--disable-gpu"] },
  },
});
