import { expect, test } from "@playwright/test";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

test("the single file opens without a network", async ({ page, context }) => {
  await context.setOffline(true);
  await page.goto(pathToFileURL(resolve(__dirname, "../../dist/regulars.html")).href);
  await expect(page.frameLocator("iframe").locator("body")).not.toBeEmpty();
});
