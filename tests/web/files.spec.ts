// Several files: the question how they belong together, and next month's file in the place of this month's.

import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { give, open, orders, settled } from "./common";

const rows = (text: string): string[] => text.trim().split("\n");
const JANUARY = orders(900);
/** The same shop, larger baskets, other orders. */
const FEBRUARY = rows(orders(900)).map((line, at) => (at === 0 ? line : line.replace("A1", "B1").replace(/,(\d+)\.(\d\d)$/, ",$17.$2"))).join("\n");
const CUSTOMERS = ["customer,city", ...Array.from({ length: 150 }, (_, i) => `K${1000 + i},${["Leeds", "York", "Hull"][i % 3]}`)].join("\n");

test("two months are stacked, or kept apart, as the reader says", async ({ page }) => {
  const frame = await open(page);
  await frame.locator("#file").setInputFiles([
    { name: "january.csv", mimeType: "text/csv", buffer: Buffer.from(JANUARY) },
    { name: "february.csv", mimeType: "text/csv", buffer: Buffer.from(FEBRUARY) },
  ]);
  await expect(frame.locator(".relation legend")).toContainText("same 6 columns");
  await expect(frame.locator(".relation input[value=together]")).toBeChecked();
  // Nothing was calculated before, so there is nothing to compare with.
  await expect(frame.locator(".relation input[value=instead]")).toHaveCount(0);
  await frame.locator("#analyse").click();
  await settled(frame);
  const status = frame.locator(".status .pieces");
  const orderCount = async (): Promise<number> => Number(/([\d,]+) orders/.exec(await status.innerText())![1]!.replaceAll(",", ""));
  expect(await orderCount()).toBe(1800);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("february");
  await page.keyboard.press("Enter");
  await frame.locator(".relation input[value=apart]").check();
  await frame.locator("#analyse").click();
  await expect.poll(orderCount).toBe(900);
});

test("customers are joined to their orders, with the evidence", async ({ page }) => {
  const frame = await open(page);
  await frame.locator("#file").setInputFiles([
    { name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(JANUARY) },
    { name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(CUSTOMERS) },
  ]);
  await expect(frame.locator(".relation legend")).toContainText("describes the customers of “orders.csv”: 100%");
});

test("a newer file takes the old one's place, and what changed is shown", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "january.csv", JANUARY);
  await frame.locator("#analyse").click();
  await settled(frame);
  const handle = await frame.locator("body").evaluateHandle((_, text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "february.csv"));
    return data;
  }, FEBRUARY);
  await frame.locator("body").dispatchEvent("drop", { dataTransfer: handle });
  await frame.locator(".relation input[value=instead]").click();
  await expect(frame.locator(".files")).toHaveCount(0);
  await frame.locator("#analyse").click();
  await settled(frame);
  const changes = frame.locator(".changes");
  await expect(changes).toContainText("january.csv → february.csv");
  expect(await changes.locator("td b").count()).toBeGreaterThan(0);
  await changes.locator(".plain").click();
  await expect(changes).toHaveCount(0);
});

test("a recipe opened again compares with the time it was saved, and holds no customer", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "january.csv", JANUARY);
  await frame.locator("#analyse").click();
  await settled(frame);
  const download = page.waitForEvent("download");
  await page.keyboard.press("s");
  const recipe = readFileSync(await (await download).path(), "utf8");
  expect(recipe).toContain('"receipt"');
  expect(recipe).not.toMatch(/K1\d\d\d/);

  await page.reload();
  await give(frame, "month.regulars.json", recipe);
  await expect(frame.locator(".source.note")).toContainText("january.csv");
  await frame.locator(".source.note input[type=file]").setInputFiles({ name: "february.csv", mimeType: "text/csv", buffer: Buffer.from(FEBRUARY) });
  await settled(frame);
  await expect(frame.locator(".changes")).toContainText("january.csv → february.csv");

  await page.reload();
  await give(frame, "month.regulars.json", recipe);
  await frame.locator(".source.note input[type=file]").setInputFiles({ name: "january.csv", mimeType: "text/csv", buffer: Buffer.from(JANUARY) });
  await settled(frame);
  await expect(frame.locator(".changes-same")).toBeVisible();
});

test("a million rows are looked through with sixty of them in the document", async ({ page }) => {
  const frame = await open(page);
  const row = (i: number): string => `${i},2024-${10 + (i % 3)}-${10 + (i % 19)},K${i % 50_000},${i % 90}.50\n`;
  await give(frame, "million.csv", "order,date,customer,amount\n" + Array.from({ length: 1_000_000 }, (_, i) => row(i + 1)).join(""));
  await frame.locator(".rows summary").click();
  const grid = frame.locator(".rows .grid");
  await expect(grid.locator("tbody tr").nth(5)).toBeVisible();
  for (const [share, first] of [[0.25, 250_000], [0.6, 600_000], [1, 999_960]] as const) {
    await grid.evaluate((element, share) => element.scrollTo({ top: element.scrollHeight * share }), share);
    await expect(async () => {
      const cells = await frame.locator(".rows tbody tr:not(.gap)").first().locator("td").allInnerTexts();
      const [line, order] = cells.map((text) => Number(text.replaceAll(",", "")));
      expect(line).toBe(order! + 1);
      expect(Math.abs(line! - first)).toBeLessThan(1000);
    }).toPass();
    expect(await grid.locator("tr").count()).toBeLessThanOrEqual(60);
  }
  await expect(frame.locator(".rows tbody tr:not(.gap)").last()).toContainText("1,000,001");
  await frame.locator(".rows .find").fill("K4321");
  await frame.locator(".rows .find").press("Enter");
  // K4321 itself, and K43210 to K43219.
  await expect(frame.locator(".rows [role=status]")).toHaveText("220 rows");
});

/** A zip archive of these files, not compressed. */
function zip(files: Record<string, string>): Buffer {
  const [entries, index]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [title, body] = [Buffer.from(name), Buffer.from(text)];
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt32LE(crc32(body), 10);
    about.writeUInt32LE(body.length, 14);
    about.writeUInt32LE(body.length, 18);
    about.writeUInt16LE(title.length, 22);
    entries.push(Buffer.from("PK\u0003\u0004"), about, title, body);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    index.push(Buffer.from("PK\u0001\u0002\u0014\u0000"), about, rest, title);
    offset += 4 + about.length + title.length + body.length;
  }
  const end = Buffer.alloc(18);
  const n = Object.keys(files).length;
  end.writeUInt16LE(n, 4);
  end.writeUInt16LE(n, 6);
  end.writeUInt32LE(Buffer.concat(index).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...entries, ...index, Buffer.from("PK\u0005\u0006"), end]);
}

test("of several files in an archive the reader chooses one", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "year.zip", zip({ "january.csv": JANUARY, "people.csv": CUSTOMERS }));
  const inside = frame.getByLabel("Sheet or file inside");
  await expect(inside).toHaveValue("january.csv");
  await inside.selectOption("people.csv");
  await expect(frame.locator(".columns summary")).toContainText("The 2 columns");
  await expect(inside).toHaveValue("people.csv");
});

test("a result's table is searched and walked by keys, and sorted by its headers", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(3000));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("w");
  const table = frame.locator("rg-table").filter({ has: frame.locator(".grid:not(.short)") }).first();
  await table.locator(".grid").waitFor();
  const cell = await table.evaluate((element) => element.closest(".cell")!.id);
  await frame.locator(`.outline a[href="#${cell}"]`).click();
  await page.keyboard.press("f");
  const field = frame.locator(`#${cell} .find`).first();
  await expect(field).toBeFocused();

  const first = table.locator("tbody tr:not(.gap)").first();
  const grid = table.locator(".grid");
  const all = Number(await grid.getAttribute("aria-rowcount"));
  // Something that stands in few rows.
  const wanted = (await first.locator("td").first().innerText()).trim();
  const search = table.locator(".find");
  await search.fill(wanted);
  await expect.poll(async () => Number(await grid.getAttribute("aria-rowcount"))).toBeLessThan(all);
  await expect(first).toContainText(wanted);
  await search.fill("");
  await expect(grid).toHaveAttribute("aria-rowcount", String(all));

  await grid.focus();
  const here = async (): Promise<string> => table.evaluate((element) => {
    const walked = element.querySelector(`#${element.querySelector(".grid")!.getAttribute("aria-activedescendant")}`);
    return `${walked?.closest("tr")?.getAttribute("aria-rowindex")}/${[...(walked?.parentElement?.children ?? [])].indexOf(walked!)}`;
  });
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await here()).toBe("2/1");
  await page.keyboard.press("Control+End");
  await expect.poll(here).toBe(`${all}/${Number(await grid.getAttribute("aria-colcount")) - 1}`);
  await page.keyboard.press("Control+Home");
  await expect.poll(here).toBe("1/0");
  await page.keyboard.press("Enter");
  await expect(table.locator("th").first()).toHaveAttribute("aria-sort", /ascending|descending/);
});

test("the rows shown are those of the present reading", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(900));
  await frame.locator(".rows summary").click();
  const heads = frame.locator(".rows thead th");
  await expect(heads).toHaveCount(7);
  await frame.locator(".read-as select").nth(1).selectOption(";");
  await expect(heads).toHaveCount(2);
});

test("a reader's own file that is called like a sample is not thrown away for it", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "shop.csv", orders(900));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("Shift+P");
  await page.keyboard.press("p");
  await expect(frame.locator(".slide")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(frame.locator(".status .pieces")).toContainText("900 orders");
});
