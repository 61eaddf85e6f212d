// What the screens look like: small pictures, compared with room for other fonts. A changed picture is looked at before
// it is kept (`--update-snapshots`).

import { expect, test, type Page } from "@playwright/test";
import { give, open, orders, settled } from "./common";

test.skip(process.platform !== "linux", "pictures are kept for the fonts of Debian");

/** The window at a quarter of its size: layout, weight and colour, not the edges of letters. */
async function small(page: Page): Promise<Buffer> {
  const shot = (await page.screenshot({ animations: "disabled", caret: "hide" })).toString("base64");
  const data = await page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width / 4);
    canvas.height = Math.round(image.height / 4);
    const context = canvas.getContext("2d")!;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png").split(",")[1]!;
  }, shot);
  return Buffer.from(data, "base64");
}

const ROOM = { threshold: 0.25, maxDiffPixelRatio: 0.06 };
const LOOKS = [
  { language: "en", theme: "light", width: 1280 },
  { language: "zh-Hant", theme: "dark", width: 1280 },
  { language: "zh-Hans", theme: "light", width: 360 },
] as const;

for (const { language, theme, width } of LOOKS) {
  test(`start, check, results and paper in ${language}, ${theme}, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const frame = await open(page, language);
    const look = async (screen: string): Promise<void> => expect(await small(page)).toMatchSnapshot(`${screen}-${language}-${theme}-${width}.png`, ROOM);
    await look("start");
    await give(frame, "orders.csv", orders(900));
    await frame.locator("#analyse").waitFor();
    await look("check");
    await frame.locator("#analyse").click();
    await settled(frame);
    await page.frames()[1]!.evaluate(async () => {
      document.querySelector(".cell")!.scrollIntoView();
      const canvas = document.querySelector("canvas")!;
      for (let i = 0; i < 200 && canvas.width < 301; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await look("results");
    if (width < 1000) return;
    await page.frames()[1]!.evaluate(() => (window.print = () => {}));
    await page.keyboard.press("Control+p");
    await frame.locator(".printed").first().waitFor({ state: "attached" });
    await page.emulateMedia({ media: "print", colorScheme: theme });
    await page.setViewportSize({ width: 680, height: 900 });
    await page.frames()[1]!.evaluate(() => scrollTo(0, 0));
    await look("paper");
  });
}
