// What a reader does to a notebook: writes into it, makes lists, asks for proof, finds things by name, takes things back.

import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { app, give, open, orders, settled, SINGLE } from "./common";

async function analysed(page: Page, language = "en"): Promise<FrameLocator> {
  const frame = await open(page, language);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  return frame;
}

async function add(frame: FrameLocator, name: string): Promise<void> {
  const before = await frame.locator("section.cell").count();
  await frame.locator(".add > button").click();
  await frame.locator(".kinds button", { has: frame.locator("b", { hasText: new RegExp(`^${name}$`) }) }).click();
  await expect(frame.locator("section.cell")).toHaveCount(before + 1);
}

/** The text of what is downloaded by this. */
async function saved(page: Page, act: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent("download");
  await act();
  return readFileSync(await (await download).path(), "utf8");
}

async function command(page: Page, typed: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.frames()[1]!.locator(".palette input").fill(typed);
  await page.keyboard.press("Enter");
}

test("a text cell quotes a number, opens its rows, and stands in the report without being read as HTML", async ({ page }) => {
  const frame = await analysed(page);
  await frame.locator(".finding .number").first().click();
  await frame.locator(".traced").waitFor();
  const shown = await frame.locator(".finding .number").first().innerText();
  const value = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("trace");
  await page.keyboard.press("Escape");
  await add(frame, "Text");
  const field = frame.locator(".prose-field");
  await field.fill(`# Review\n\nWe have **{{c1.${value}}}** and 2 * 3 * 4 <img src=x>\n- call them`);
  await field.blur();
  const prose = frame.locator(".prose");
  await expect(prose.locator("h3")).toHaveText("Review");
  await expect(prose.locator("b .number")).toHaveText(shown);
  await expect(prose.locator("em")).toHaveCount(0);
  await expect(prose.locator("li")).toHaveText("call them");
  await expect(prose.locator("img")).toHaveCount(0);
  await prose.locator(".number").click();
  await expect(frame.locator(".traced")).toContainText(shown);
  await page.keyboard.press("Escape");
  const report = await saved(page, () => page.keyboard.press("e"));
  expect(report).toContain("<h3>Review</h3>");
  expect(report).toContain("&lt;img src=x&gt;");
});

test("an edited sentence says so, loses its tick, stands in the report, and comes back by undo", async ({ page }) => {
  const frame = await analysed(page);
  const cell = frame.locator("#c1");
  await expect(cell.locator(".checked")).toBeVisible();
  await cell.locator(".cell-menu button").first().click();
  await cell.getByRole("menuitem", { name: "Edit the sentence" }).click();
  await cell.locator("textarea").fill("A good year.");
  await page.keyboard.press("Enter");
  await expect(cell.locator("p.finding")).toHaveText("A good year.");
  await expect(cell.locator(".edited")).toBeVisible();
  await expect(cell.locator(".checked")).toHaveCount(0);
  // The numbers still open their rows.
  expect(await cell.locator(".more .number").count()).toBeGreaterThan(0);
  const report = await saved(page, () => page.keyboard.press("e"));
  expect(report).toContain("A good year.");
  await page.keyboard.press("Control+z");
  await expect(cell.locator(".edited")).toHaveCount(0);
  await expect(cell.locator(".checked")).toBeVisible();
});

test("a list is made of a group, with the reason, and leaves by name only when that is said", async ({ page }) => {
  const frame = await analysed(page);
  await page.keyboard.press("w");
  await add(frame, "Customer list");
  const list = frame.locator("section.cell").last();
  await expect(list.locator(".finding")).toContainText("customers are on this list");
  const listed = async (): Promise<number> => Number(((await list.locator(".finding .number").first().textContent()) ?? "").replaceAll(",", ""));
  const all = await listed();
  await list.locator(".uses summary").click();
  await list.locator(".uses input").nth(1).check();
  await expect(list.locator("thead")).toContainText("Segment");
  const groups = list.locator("select").first();
  await groups.selectOption({ index: 3 });
  await expect.poll(listed).toBeLessThan(all);
  await list.locator(".table-title .link").click();
  await expect(frame.locator("dialog")).toContainText("This file will contain");
  const csv = await saved(page, () => frame.getByRole("button", { name: "Save with numbers instead" }).click());
  expect(csv.charCodeAt(0)).toBe(0xfeff);
  expect(csv).not.toMatch(/K1\d\d\d/);
  await list.locator(".table-title rg-menu button").click();
  await list.getByRole("menuitem", { name: "CSV for other programs" }).click();
  const named = await saved(page, () => frame.getByRole("button", { name: "Save with names" }).click());
  expect(named).toMatch(/^customer,/);
  expect(named).toMatch(/K1\d\d\d/);
});

test("the rows behind a number are saved with their lines, and cells that look like formulas are guarded", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900).replace(",tea,", ",=1+1,"));
  await frame.locator("#analyse").click();
  await settled(frame);
  await frame.locator(".finding .number").first().click();
  await frame.getByRole("button", { name: "Save these rows" }).click();
  const csv = await saved(page, () => frame.getByRole("button", { name: "Save with names" }).click());
  const lines = csv.split("\r\n");
  expect(lines[0]).toBe("\ufefffile,line,order,date,customer,product,quantity,amount");
  expect(lines[1]).toMatch(/^orders\.csv,2,A10000,/);
  expect(csv).toContain(",'=1+1,");
});

test("the receipt is verified by running all again", async ({ page }) => {
  const frame = await analysed(page);
  await frame.locator("#verify").click();
  await expect(frame.locator(".receipt .good")).toContainText("came out the same", { timeout: 90_000 });
  type Saved = { program: { version: string }; cells: { kind: string; sha256: string; use: string[]; filter: { is: string[] } | null }[]; sources: { bytes: number; sha256: string }[] };
  const receipt = JSON.parse(await saved(page, () => frame.getByRole("button", { name: "Save the receipt" }).click())) as Saved;
  expect(receipt.cells.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
  expect(receipt.program.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(receipt.sources[0]).toMatchObject({ bytes: orders(900).length, sha256: createHash("sha256").update(orders(900)).digest("hex") });
  const list = receipt.cells.find(({ kind }) => kind === "list");
  expect(list?.use.length).toBe(1);
  expect(list?.filter?.is).toContain("at_risk");
  expect(JSON.stringify(receipt)).not.toMatch(/K1\d\d\d/);
});

test("a verification that is stopped claims nothing of what did not run", async ({ page }) => {
  const frame = await analysed(page);
  // In one go: a small notebook is verified before a test can look. The stop falls before the first cell begins.
  await expect(frame.locator("#verify")).toBeEnabled();
  await page.frames()[1]!.evaluate(() => {
    document.querySelector<HTMLElement>("#verify")!.click();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", shiftKey: true, bubbles: true }));
  });
  const said = frame.locator(".receipt [role=status]");
  await expect(said).toContainText("Stopped after");
  const [, n, all] = /after (\d+) of (\d+)/.exec(await said.innerText())!.map(Number);
  expect(n).toBeLessThan(all!);
});

test("a line inside a record leads to the record", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "notes.csv", 'customer,date,note\nann,2024-01-01,short\nbob,2024-01-02,"two\nlines"\ncat,2024-01-03,short\n');
  await frame.locator(".check h1").waitFor();
  const marked = frame.locator('.rows tr[aria-current="true"]');
  for (const [typed, name] of [["4", "bob"], ["line 5", "cat"], ["3", "bob"], ["2", "ann"]] as const) {
    await command(page, typed);
    await expect(marked).toContainText(name);
  }
});

test("the palette leads to a line, a column and a setting, and understands pinyin initials", async ({ page }) => {
  const frame = await analysed(page, "zh-Hant");
  await command(page, "jb");
  await expect(frame.locator(".slide")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await frame.locator(".palette input").fill("top_share");
  await page.keyboard.press("Enter");
  await expect(frame.locator("#c2-top_share")).toBeFocused();
  await page.keyboard.press("Escape");
  // A number behind a word hides no command.
  await page.keyboard.press("Control+k");
  await frame.locator(".palette input").fill("c3");
  await expect(frame.locator(".palette li").last()).toContainText("3 行");
  await page.keyboard.press("Enter");
  await expect(frame.locator("#c3")).toBeFocused();
  await command(page, "1,200");
  const row = frame.locator('.rows tr[aria-current="true"]');
  await expect(row).toContainText("1,200");
  await expect(row).toBeInViewport();
  await command(page, "quantity");
  await expect(frame.locator('[data-column="quantity"] select').first()).toBeFocused();
});

test("a hint is dismissed for good, and a result that waits says from when it is", async ({ page }) => {
  const frame = await open(page);
  await expect.poll(() => page.workers().length).toBe(1);
  // By the worker's clock every cell is a dear one, which waits when its settings change.
  await page.workers()[0]!.evaluate(() => {
    let now = Date.now();
    Date.now = () => (now += 3000);
  });
  await give(frame, "orders.csv", orders(900));
  await expect(frame.locator(".hint")).toHaveCount(1);
  await frame.locator(".hint button").click();
  await expect(frame.locator(".hint")).toHaveCount(0);
  await frame.locator("#analyse").click();
  await settled(frame);
  await expect(frame.locator(".hint")).toHaveCount(1);
  await page.keyboard.press("w");
  await frame.locator("#c2-top_share").first().fill("10");
  await frame.locator("#c2-top_share").first().blur();
  await expect(frame.locator("#c2 .stale-note")).toContainText(/As of \d+:\d\d/);
  await expect(frame.locator("#c2 .stale-note button")).toContainText(/Update \(≈ \d+ s\)/);
});

test("a role and a type chosen on the check screen are taken back by undo", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").waitFor();
  await frame.locator(".columns summary").click();
  const column = frame.locator('[data-column="quantity"]');
  const type = column.locator("select").nth(1);
  await type.selectOption("text");
  await expect(type).toHaveValue("text");
  await expect(column).not.toContainText("1 – 3");
  await frame.locator("h1").click();
  await page.keyboard.press("Control+z");
  await expect(type).toHaveValue("");
  await expect(column).toContainText("1 – 3");
  const role = frame.getByRole("combobox", { name: "Product name", exact: true });
  if ((await role.count()) > 0) {
    const before = await role.inputValue();
    await role.selectOption("");
    await page.keyboard.press("Control+z");
    await expect(role).toHaveValue(before);
  }
});

test("another file can be chosen from the check screen", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").waitFor();
  const chooser = page.waitForEvent("filechooser");
  await frame.getByRole("button", { name: "Choose another file" }).click();
  await chooser;
});

test("another file can be chosen from the results by a key", async ({ page }) => {
  const frame = await analysed(page);
  await frame.locator("#c1 .base").click();
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press("o");
  await chooser;
});

test("the address leads back to the number", async ({ page }) => {
  await page.goto(`${SINGLE}#cell=c2&trace=share`);
  const frame = app(page);
  await frame.locator("main").first().waitFor();
  await frame.locator('.languages button[lang="en"]').click();
  await give(frame, "orders.csv", orders(900));
  await frame.locator("#analyse").click();
  await expect(frame.locator(".traced")).toContainText("%");
  await page.keyboard.press("Escape");
  await frame.locator("#c1 .number").first().click();
  await expect.poll(() => page.url()).toContain("#cell=c1&trace=");
  await page.keyboard.press("Escape");
  // A number of a later finding is told from one of the same name before it.
  await page.frames()[1]!.evaluate(() => {
    navigator.clipboard.writeText = async (text) => void (document.documentElement.dataset.copied = text);
  });
  await page.keyboard.press("w");
  await frame.locator("#c1 .more .number").first().click();
  await expect.poll(() => page.url()).toMatch(/#cell=c1&trace=[2-9]\./);
  const reference = new URLSearchParams(new URL(page.url()).hash.slice(1)).get("trace");
  await frame.getByRole("button", { name: "Copy as a reference" }).click();
  await expect(frame.locator("html")).toHaveAttribute("data-copied", `{{c1.${reference}}}`);
});

test("a demonstration opens samples only", async ({ page }) => {
  await page.goto(`${SINGLE}#demo`);
  const frame = app(page);
  await frame.locator(".samples").waitFor();
  await expect(frame.locator(".zone")).toHaveCount(0);
  const handle = await frame.locator("body").evaluateHandle((_, text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "own.csv"));
    return data;
  }, orders(300));
  await frame.locator("body").dispatchEvent("drop", { dataTransfer: handle });
  await expect(frame.locator(".samples")).toBeVisible();
  await frame.locator(".samples button").first().click();
  await expect(frame.locator(".finding").first()).toBeVisible({ timeout: 60_000 });
});

test("a table copied from a spreadsheet is read", async ({ page }) => {
  const frame = await open(page);
  await frame.locator("body").evaluate((body, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, orders(600).replaceAll(",", "\t"));
  await expect(frame.locator("#analyse")).toBeVisible();
  await expect(frame.locator(".check h1")).toHaveText("pasted.txt");
});

test("names are hidden for the whole notebook, and the day of reckoning is chosen, in the workbench", async ({ page }) => {
  const frame = await analysed(page);
  await page.keyboard.press("w");
  await frame.locator("#as-of").fill("2025-12-31");
  await frame.locator("#as-of").blur();
  await settled(frame);
  await frame.locator(".params input[type=checkbox]").check();
  await page.keyboard.press("b");
  await expect(frame.locator(".params .chip")).toHaveText(["as of 2025-12-31", "customers as numbers"]);
  await frame.locator(".finding .number").first().click();
  await frame.locator(".traced").waitFor();
  expect(await frame.locator(".trace").innerText()).not.toMatch(/K1\d\d\d/);
});
