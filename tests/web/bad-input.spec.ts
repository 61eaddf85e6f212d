import { expect, test } from "@playwright/test";
import { give, open } from "./common";

const row = (i: number): string => `${i},2024-01-${String(1 + (i % 28)).padStart(2, "0")},C${i % 9},${i}.50`;
const CASES: [string, string, string | Buffer][] = [
  ["an empty file", "empty.csv", ""],
  ["a binary file", "picture.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array.from({ length: 4000 }, (_, i) => (i * 37) % 256)])],
  ["one column", "one.csv", "name\n" + Array.from({ length: 50 }, (_, i) => `a${i}`).join("\n")],
  ["no date", "nodate.csv", "order,customer,amount\n" + Array.from({ length: 50 }, (_, i) => `${i},C${i % 9},${i}.50`).join("\n")],
  ["no customer", "nocustomer.csv", "order,date,amount\n" + Array.from({ length: 50 }, (_, i) => row(i).split(",").filter((_, at) => at !== 2).join(",")).join("\n")],
  ["only bad rows", "bad.csv", "order,date,customer,amount\n" + '"'.repeat(1) + "x,,,,,,\n".repeat(50)],
  ["one line of 10 MB", "line.csv", "x".repeat(10_000_000)],
];

for (const [title, name, content] of CASES) {
  test(`${title}: a clear word, and the page lives on`, async ({ page }) => {
    const frame = await open(page);
    await give(frame, name, content);
    // Either the file is refused with a reason, or it is read and the screens say what it cannot tell.
    await expect(frame.locator(".note.bad, #analyse, .notebook").first()).toBeVisible({ timeout: 30_000 });
    const refusal = frame.locator(".note.bad");
    if ((await refusal.count()) > 0) {
      expect(await refusal.innerText()).toMatch(/This (file|is) .+\./);
      expect(await refusal.innerText()).not.toMatch(/[{}]/);
      await refusal.locator("button").click();
      await expect(frame.locator(".start")).toBeVisible();
    } else if ((await frame.locator("#analyse").count()) > 0) {
      await frame.locator("#analyse").click();
      await expect(frame.locator(".notebook")).toBeVisible();
    }
    await expect(frame.locator(".trouble")).toHaveCount(0);
    await page.keyboard.press("Control+k");
    await expect(frame.locator("dialog")).toBeVisible();
  });
}
