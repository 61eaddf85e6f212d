import { expect, test, type FrameLocator } from "@playwright/test";
import { give, open, orders, settled } from "./common";

/** Lines with everything that is doubtful: nobody's, taken back, twice the same. */
function doubtful(): string {
  const lines = ["invoice,date,customer,product,quantity,price"];
  for (let i = 0; i < 240; i++) {
    const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    const who = i % 6 === 0 ? "" : `K${1000 + (i % 17)}`;
    lines.push(`${5000 + i},${date},${who},${["tea", "jam", "bread"][i % 3]},${1 + (i % 3)},2.00`);
  }
  lines.push("5010,2024-01-11,K1010,jam,2,2.00", "6000,2024-03-01,K1001,jam,-5,2.00");
  return lines.join("\n") + "\n";
}

const total = (frame: FrameLocator) => frame.locator(".tie b");

test("what happens to doubtful rows is chosen on the check screen, told, and taken back", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "shop.csv", doubtful());
  await expect(total(frame)).toHaveText("954");
  const returns = frame.getByLabel(/What to do: 1 row of a return/);
  // By keyboard alone.
  await returns.focus();
  await returns.press("ArrowDown");
  await expect(total(frame)).toHaveText("964");
  await expect(frame.locator(".told")).toContainText("954 → 964");
  await frame.getByLabel(/What to do: 40 rows without a customer/).selectOption("leave_out");
  await expect(frame.locator(".told")).toContainText("Orders");
  await frame.getByLabel("Only days from").fill("2024-02-01");
  await frame.getByLabel("Only days from").blur();
  await expect(frame.locator(".left-out")).toContainText("outside the days that count");
  const chosen = await total(frame).innerText();
  await frame.locator("#analyse").click();
  await settled(frame);
  await frame.getByRole("button", { name: "how it was read" }).click();
  await expect(total(frame)).toHaveText(chosen);
  for (let i = 0; i < 3; i++) await page.keyboard.press("Control+z");
  await expect(total(frame)).toHaveText("954");
});

test("cells share a setting: begun in a form, steered from a chip, left again", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(1200));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("w");
  const cohorts = frame.locator(".cell").filter({ hasText: "Do new customers come back?" });
  await cohorts.getByRole("button", { name: /share with other cells: “.*eriod/ }).first().click();
  await expect(cohorts.locator(".sharing").first()).toContainText("follows");
  await page.keyboard.press("b");
  const chip = frame.locator(".params button.chip").first();
  await expect(chip).toContainText("automatic");
  await chip.click();
  await frame.locator(".params .opened select").selectOption("quarter");
  await settled(frame);
  await expect(chip).toContainText("quarter");
  await page.keyboard.press("w");
  await expect(frame.locator(".params .param")).toContainText("cells follow it");
  await cohorts.getByRole("button", { name: "own value here" }).first().click();
  await frame.locator(".params .param").getByRole("button", { name: /No longer share/ }).click();
  await expect(frame.locator(".params .param")).toHaveCount(0);
});

test("the whole notebook is about one group of customers, and a host steers shared settings", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(1200));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("w");
  const select = frame.locator("#all-customers");
  const label = await select.locator("optgroup option").first().innerText();
  await select.selectOption({ label });
  await expect(frame.locator(".cell .base", { hasText: `only ${label}` }).first()).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press("b");
  await expect(frame.locator(".params button.chip").first()).toHaveText(`only ${label}`);
  const value = await page.evaluate(async () => {
    const { regulars } = window as unknown as { regulars: Record<string, (...args: unknown[]) => Promise<unknown>> };
    const notebook = JSON.parse((await regulars.getNotebook!()) as string) as { cells: { id: string; kind: string; params: unknown }[]; params: object[] };
    notebook.params = [{ id: "p", kind: "flow", field: "period", value: "month" }];
    for (const cell of notebook.cells) if (cell.kind === "flow") cell.params = { period: { $param: "p" } };
    await regulars.setNotebook!(notebook);
    await regulars.setParam!("p", "week");
    return (JSON.parse((await regulars.getNotebook!()) as string) as { params: { value: string }[] }).params[0]!.value;
  });
  expect(value).toBe("week");
});

test("a computed column is written with a preview, takes a role, and is taken back", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "shop.csv", doubtful());
  await expect(total(frame)).toHaveText("954");
  await frame.locator(".columns summary").first().click();
  await frame.getByRole("button", { name: "Add a column" }).click();
  await frame.locator(".computing [name=name]").fill("Net");
  const formula = frame.locator(".computing textarea");
  await formula.fill("[quantity] * [prise] * 0.5");
  await expect(frame.locator(".computing .faulty mark")).toHaveText("[prise]");
  await expect(frame.locator(".computing .bad")).toContainText("did you mean “price”?");
  await formula.fill("[quantity] * [price] * 0.5");
  await expect(frame.locator(".computing tbody tr")).toHaveCount(5);
  await expect(frame.locator(".computing tbody b").first()).toHaveText("1");
  // Enter in the name keeps it.
  await frame.locator(".computing [name=name]").press("Enter");
  const row = frame.locator('tr[data-column="Net"]');
  // Columns of the file itself keep their type and are not computed.
  await expect(frame.getByLabel("Type of “quantity”")).toBeVisible();
  await expect(frame.locator('tr[data-column="quantity"]')).not.toContainText("remove");
  await expect(row).toContainText("= [quantity] * [price] * 0.5");
  await row.getByLabel("Role of “Net”").selectOption({ label: "Amount of the line" });
  await expect(total(frame)).toHaveText("477");
  await row.getByRole("button", { name: "Change the column “Net”" }).click();
  await formula.fill("[quantity] * [price] * 2");
  await frame.getByRole("button", { name: "Change the column", exact: true }).click();
  await expect(total(frame)).toHaveText("1,908");
  await page.keyboard.press("Control+z");
  await expect(total(frame)).toHaveText("477");
  await row.getByRole("button", { name: "Remove the column “Net”" }).click();
  await expect(total(frame)).toHaveText("954");
  await expect(row).toHaveCount(0);
});

test("the own total is compared again after each change, and stands there when the notebook is opened again", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "shop.csv", doubtful());
  const typed = frame.locator(".tie input");
  const said = frame.locator(".tie p");
  await typed.fill("none");
  await typed.blur();
  await expect(said).toContainText("no number");
  await typed.fill("954");
  await typed.blur();
  await expect(said).toHaveText(/agree/);
  await frame.getByLabel(/What to do: 1 row of a return/).selectOption("leave_out");
  await expect(said).toContainText("differs");
  await expect(frame.locator(".told")).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(said).toHaveText(/agree/);
  await expect(frame.locator(".told")).toHaveCount(0);
  await frame.locator("#analyse").click();
  await settled(frame);
  const recipe = await page.evaluate(() => (window as unknown as { regulars: { getNotebook(): Promise<string> } }).regulars.getNotebook());
  await page.reload();
  await frame.locator("main").first().waitFor();
  await give(frame, "shop.regulars.json", recipe);
  await give(frame, "shop.csv", doubtful());
  await expect(frame.locator(".tied")).toHaveText(/agree/);
});

test("a cell about one group says so under its sentence; the others do not", async ({ page }) => {
  const frame = await open(page);
  await give(frame, "orders.csv", orders(1200));
  await frame.locator("#analyse").click();
  await settled(frame);
  await page.keyboard.press("w");
  const flow = frame.locator(".cell").filter({ hasText: "Does the customer base fill or drain?" });
  const select = flow.getByLabel("Customers", { exact: true });
  await select.scrollIntoViewIfNeeded();
  const label = (await select.locator("optgroup option").first().textContent())?.trim() ?? "";
  await select.selectOption({ label });
  await expect(flow.locator(".base")).toContainText(`only ${label}`);
  await expect(select.locator("option:checked")).toHaveText(label);
  // The list at the end is about some customers, too.
  await expect(frame.locator(".cell .base", { hasText: "only " })).toHaveCount(2);
});
