// Every word a reader sees comes from the catalogue: a made-up language shows what does not, and Chinese pages show what
// was left in English.

import { expect, test, type FrameLocator, type Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { app, give, open, settled, SITE } from "./common";
import { serveSite } from "./site";

/** Texts and labels in sight, each once. */
function seen(page: Page, within = "body"): Promise<string[]> {
  return page.frames().at(-1)!.evaluate((selector) => {
    const found = new Set<string>();
    const root = document.querySelector(selector) ?? document.body;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      // Methods quote papers and formulas, inside a Chinese sentence.
      if (parent.closest(".how p") && /\p{Script=Han}/u.test(node.nodeValue!)) continue;
      // The example tables are data.
      if (parent.closest(".examples table")) continue;
      if (!parent.closest("script, style, code, pre, kbd") && parent.checkVisibility()) found.add(node.nodeValue!.trim());
    }
    for (const element of root.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      for (const name of ["aria-label", "title", "placeholder", "alt"]) if (element.checkVisibility()) found.add(element.getAttribute(name)?.trim() ?? "");
    }
    return [...found].filter((text) => /\p{L}/u.test(text));
  }, within);
}

/** Every screen and panel, one after the other. */
async function visit(page: Page, frame: FrameLocator, look: (where: string, within?: string) => Promise<void>): Promise<void> {
  await frame.locator(".which summary").click();
  await look("start");
  for (const key of ["Control+k", "?"]) {
    await page.keyboard.press(key);
    await frame.locator("dialog").waitFor();
    await look(key, "dialog");
    await page.keyboard.press("Escape");
  }
  await frame.locator(".local").click();
  await look("privacy", "dialog");
  await frame.locator(".facts .pill").last().click();
  await look("saved", "dialog");
  await page.keyboard.press("Escape");
}

const MARKED = /^[⟦\s]|⟧/;

test("a made-up language reaches every word of the page's own, and the page holds it at 40 % more length", async ({ browser }) => {
  const served = await serveSite();
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1280, height: 900 } });
  // Values of one line; those of several choose by number and are few.
  const script = readFileSync(resolve(SITE, "app.js"), "utf8").replace(/((?:^|\n|\\n|[`"'])page-[a-z0-9-]+ = )([^\n\\`]+)/g, (whole, key: string, value: string) =>
    value.includes("->") ? whole : `${key}⟦${value}${" ~~~~".repeat(Math.ceil((value.length * 0.4) / 5))}⟧`,
  );
  const hash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  try {
    const page = await context.newPage();
    await page.route("**/app.js", (route) => route.fulfill({ body: script, contentType: "text/javascript" }));
    await page.route(served.at + "/", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/'sha256-[^']+'/, hash) });
    });
    await page.goto(served.at);
    const frame = app(page);
    await frame.locator("main").first().waitFor();
    const own = new Set(["简", "繁", "EN", "简体中文", "繁體中文", "EN, English", "English", "繁體中文 traditional fanti", "简体中文 simplified jianti", "⌘K", "Ctrl K"]);
    const unmarked: string[] = [];
    await visit(page, frame, async (where, within) => {
      const texts = (await seen(page, within)).filter((text) => !MARKED.test(text) && !own.has(text));
      unmarked.push(...texts.map((text) => `${where}: ${text}`));
    });
    expect(unmarked).toEqual([]);
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.frames().at(-1)!.evaluate(() => {
        const isOver = document.documentElement.scrollWidth > innerWidth;
        const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth);
        return isOver ? wide.map((element) => `${element.tagName}.${element.className}`) : [];
      });
      expect(over, `${width} px`).toEqual([]);
    }
  } finally {
    await context.close();
    served.close();
  }
});

/** A shop whose every word is Chinese. */
function chineseOrders(isTraditional: boolean): string {
  const head = isTraditional ? "訂單編號,交易日期,會員編號,品名,數量,金額" : "订单编号,下单时间,会员编号,商品名称,数量,实付金额";
  const products = isTraditional ? ["紅茶", "綠茶", "奶茶", "蛋糕", "麵包"] : ["红茶", "绿茶", "奶茶", "蛋糕", "面包"];
  const lines = [head];
  for (let i = 0; i < 900; i++) {
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor((i * 540) / 900))).toISOString().slice(0, 10);
    lines.push(`${100_000 + i},${day},0${100 + ((i * i * 7 + i * 13) % 150)},${products[i % 5]},${1 + (i % 3)},${60 + (i % 7) * 15}`);
  }
  return lines.join("\n") + "\n";
}

/** Names that are the same in every language. */
const NAMES = new Set(
  ("CSV TSV TXT XLSX UTF-8 UTF utf-8 Big5 big5 GB18030 gb18030 windows windows-1252 Windows-1252 Windows utf-16le UTF-16 shift_jis Shift_JIS Shift JIS euc-kr EUC-KR EUC KR RFM PDF Letter A4 SVG PNG JSON HTML WebRTC Wi-Fi WiFi SHA-256 SHA blob Safari Regulars EN English " +
    "Ctrl Shift Alt Esc Del csv kB MB bytes traditional fanti simplified jianti connect-src none BG NBD BB Pareto Gamma CLV LTV PMML NPS ROC AUC DBSCAN Ward Kaplan Meier Gini Caliński Harabasz Davies Bouldin log k-means Python Wilson Fisher Benjamini Hochberg Yekutieli FP-Growth Excel R F M K k n p s month quarter year").split(" "),
);

for (const [language, isTraditional] of [["zh-Hant", true], ["zh-Hans", false]] as const) {
  test(`no English word is left on any screen in ${language}`, async ({ page }) => {
    const frame = await open(page, language);
    const left: string[] = [];
    const look = async (where: string, within?: string): Promise<void> => {
      for (const text of await seen(page, within)) {
        const words = (text.match(/\p{Script=Latin}[\p{Script=Latin}\d_-]*/gu) ?? []).filter((word) => word.length > 1 && !NAMES.has(word));
        if (words.length > 0) left.push(`${where}: ${text}`);
      }
    };
    await visit(page, frame, async (where, within) => (where === "start" ? undefined : look(where, within)));
    await give(frame, isTraditional ? "資料.csv" : "数据.csv", chineseOrders(isTraditional));
    await frame.locator("#analyse").waitFor();
    await frame.locator(".columns summary").click();
    await look("check");
    await frame.locator("#analyse").click();
    await settled(frame);
    await page.keyboard.press("w");
    await frame.locator(".how").first().waitFor();
    await look("workbench");
    await frame.locator(".finding .number").first().click();
    await frame.locator(".traced").waitFor();
    await look("trace", ".trace");
    expect(left).toEqual([]);
  });
}
