// What the computer remembers: nothing unless asked, the recipe, the files too; and Erase leaves nothing.

import { expect, test, type Page } from "@playwright/test";
import { app, give, open, orders, settled } from "./common";
import { serveSite, type Served } from "./site";

let served: Served;
test.beforeAll(async () => void (served = await serveSite()));
test.afterAll(() => served.close());

/** Everything that lies in the page's storage, as text. */
function stored(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const open = (name: string): Promise<IDBDatabase> => new Promise((resolve) => (indexedDB.open(name).onsuccess = (event) => resolve((event.target as IDBOpenDBRequest).result)));
    const all = (database: IDBDatabase, store: string): Promise<unknown[]> => new Promise((resolve) => (database.transaction(store).objectStore(store).getAll().onsuccess = (event) => resolve((event.target as IDBRequest<unknown[]>).result)));
    let text = JSON.stringify(localStorage);
    for (const { name } of databases) {
      const database = await open(name!);
      for (const store of database.objectStoreNames) {
        for (const entry of await all(database, store)) {
          text += JSON.stringify(entry);
          const { bytes } = entry as { bytes?: Blob };
          if (bytes) text += await bytes.text();
        }
      }
      database.close();
    }
    return text;
  });
}

async function begin(page: Page) {
  await page.goto(served.at);
  const frame = app(page);
  await frame.locator("main").first().waitFor();
  await give(frame, "orders.csv", orders(600));
  await frame.locator("#analyse").click();
  await settled(frame);
  return frame;
}

async function choose(page: Page, level: string) {
  const frame = app(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("storage");
  await page.keyboard.press("Enter");
  await frame.locator(`.levels input[value=${level}]`).check();
}

test("nothing is stored unless asked", async ({ page }) => {
  await begin(page);
  // A keeping would come a second after the last change.
  await page.waitForTimeout(1500);
  expect(await stored(page)).toBe("{}");
});

test("at the second level the recipe comes back, without a customer in it", async ({ page }) => {
  const frame = await begin(page);
  await choose(page, "notebook");
  await expect(frame.locator("#stored")).toContainText("one version");
  await expect.poll(() => stored(page)).toContain("orders.csv");
  expect(await stored(page)).not.toMatch(/K1\d\d\d/);
  await page.keyboard.press("Escape");
  await page.reload();
  await frame.locator(".start .link", { hasText: "orders.csv" }).click();
  await expect(frame.locator(".toast")).toContainText("kept on this computer");
  await expect(frame.locator(".source.note")).toContainText("orders.csv");
});

test("at the third level the files come back too, and Erase leaves nothing", async ({ page }) => {
  const frame = await begin(page);
  await choose(page, "data");
  await expect(frame.locator("#stored")).toContainText("“orders.csv”");
  await expect.poll(() => stored(page)).toMatch(/K1\d\d\d/);
  await page.keyboard.press("Escape");
  await page.reload();
  await frame.locator(".start .link", { hasText: "orders.csv" }).click();
  await settled(frame);
  await expect(frame.locator(".changes-same")).toBeVisible();

  // Going back a level takes the files away and leaves the recipe.
  await choose(page, "notebook");
  await expect(frame.locator("#stored")).not.toContainText("“orders.csv”");
  await expect.poll(() => stored(page)).not.toMatch(/K1\d\d\d/);
  await frame.locator("#erase").click();
  await expect(frame.locator("#stored")).toContainText("nothing");
  await expect.poll(() => stored(page)).toBe("{}");
});

test("last month's file is opened again with one press, where the browser gives handles", async ({ page }) => {
  // The browser's own picker cannot be pressed by a test; its handles are those of the origin's private folder.
  await page.addInitScript(() => {
    const give = async () => {
      const folder = await navigator.storage.getDirectory();
      return [await folder.getFileHandle("orders.csv")];
    };
    Object.assign(window, { showOpenFilePicker: give });
    Object.assign(FileSystemFileHandle.prototype, { requestPermission: async () => "granted" });
  });
  await page.goto(served.at);
  await page.evaluate(async (text) => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle("orders.csv", { create: true });
    const writer = await handle.createWritable();
    await writer.write(text);
    await writer.close();
  }, orders(600));
  const frame = app(page);
  await frame.locator(".zone button").click();
  await frame.locator("#analyse").click();
  await settled(frame);
  await choose(page, "notebook");
  await expect(frame.locator("#stored")).toContainText("one version");
  await expect(frame.locator("#stored")).toContainText("where “orders.csv” lies");
  await page.keyboard.press("Escape");
  await page.reload();
  await frame.locator(".start .link", { hasText: "orders.csv" }).click();
  await frame.locator("#reopen").click();
  await settled(frame);
  await expect(frame.locator(".changes-same")).toBeVisible();
  await choose(page, "nothing");
  await expect(frame.locator("#stored")).not.toContainText("lies");
  await page.reload();
  await frame.locator(".start .link", { hasText: "Erase" }).click();
  await expect(frame.locator(".start .link", { hasText: "orders.csv" })).toHaveCount(0);
  await expect.poll(() => stored(page)).toBe("{}");
});

test("a page from the disk does not offer to keep files", async ({ page }) => {
  const frame = await open(page);
  await choose(page, "notebook");
  await expect(frame.locator(".levels input[value=data]")).toBeDisabled();
});
