import { expect, test } from "@playwright/test";
import { orders } from "./common";
import { serveSite, type Served } from "./site";

const SCRIPT = '<script type="module" src="/element.js"></script>';
const HOST = `<!doctype html><html lang="en"><title>Intranet</title>${SCRIPT}<regulars-notebook start="drop" theme="light"></regulars-notebook>`;
const ASKS = `<!doctype html><html lang="en"><title>Intranet</title>${SCRIPT}<regulars-notebook exports="json svg" rows="ask" density="compact" accent="#7a1f5c" theme="light"></regulars-notebook>`;
const KEEPS = `<!doctype html><html lang="zh-HK"><title>Intranet</title>${SCRIPT}<regulars-notebook persist="host" autoheight rows="deny"></regulars-notebook>`;
const ONE = `<!doctype html><html lang="en"><title>Intranet</title>${SCRIPT}<regulars-notebook view="cell" cell="c2"></regulars-notebook>`;
const SILENT = HOST.replace("<regulars-notebook", '<regulars-notebook src="/host.txt"');
const BETWEEN = HOST.replace("<regulars", '<button id="before">a</button><regulars').concat('<button id="after">b</button>');

let served: Served;
let at: string;

test.beforeAll(async () => {
  served = await serveSite({ "host.html": HOST, "one.html": ONE, "asks.html": ASKS, "between.html": BETWEEN, "keeps.html": KEEPS, "silent.html": SILENT });
  at = served.at;
});
test.afterAll(() => served.close());

test("the element works under the strict policy of a host, and denies rows", async ({ page }) => {
  const refused: string[] = [];
  page.on("console", (message) => message.text().includes("Content Security Policy") && refused.push(message.text()));
  await page.goto(`${at}/host.html`);
  const outcome = await page.evaluate(async (text) => {
    type Notebook = HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    const notebook = document.querySelector("regulars-notebook") as Notebook;
    const events: string[] = [];
    for (const name of ["regulars-ready", "regulars-loaded", "regulars-result"]) notebook.addEventListener(name, () => events.push(name));
    await notebook.loadFile!(new File([text], "orders.csv"));
    await notebook.run!();
    const results = (await notebook.getResult!()) as { id: string; state: string; findings: string[] }[];
    const report: Blob = await notebook.export!("report");
    const rows = await notebook.getRows!("c1", "x", { offset: 0, limit: 1 }).then(() => "given", (fault: Error) => fault.message);
    return { events, results, rows, report: (await report.text()).slice(0, 15) };
  }, orders(600));
  expect(outcome.events).toContain("regulars-loaded");
  expect(outcome.results.some((result) => result.findings.length > 0)).toBe(true);
  expect(outcome.rows).toContain("denied");
  expect(outcome.report).toContain("<!doctype html>");
  expect(refused).toEqual([]);
});

test("a host chooses what may leave, how dense it is and its colour; the reader is asked for rows", async ({ page }) => {
  await page.goto(`${at}/asks.html`);
  const frame = page.frameLocator("regulars-notebook iframe").frameLocator("iframe");
  await page.evaluate(async (text) => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    await notebook.loadFile!(new File([text], "orders.csv"));
    await notebook.run!();
  }, orders(600));
  await expect(frame.locator("html")).toHaveAttribute("data-density", "compact");
  expect(await frame.locator("html").evaluate((root) => getComputedStyle(root).getPropertyValue("--accent").trim())).toBe("#7a1f5c");
  const call = (method: string, ...args: unknown[]): Promise<string> =>
    page.evaluate(
      async ([name, values]) => {
        const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<unknown>>;
        return notebook[name as string]!(...(values as unknown[])).then(() => "given", (fault: Error) => fault.message);
      },
      [method, args] as const,
    );
  expect(await call("export", "report")).toContain("switched off");
  expect(await call("export", "results")).toBe("given");
  const rows = call("getRows", "c2", "customers", { offset: 0, limit: 1 });
  await frame.getByRole("button", { name: "Give them" }).click();
  expect(await rows).toBe("given");
  // Neither the clipboard nor paper is a way around.
  await page.frames().at(-1)!.evaluate(() => {
    const told = document.documentElement.dataset;
    window.print = () => void (told.left = "print");
    navigator.clipboard.write = async () => void (told.left = "picture");
  });
  await frame.locator(".cell-menu button").first().click();
  await frame.getByRole("menuitem", { name: "Copy the chart" }).click();
  await expect(frame.locator("rg-toast")).toContainText("does not allow");
  await page.keyboard.press("Control+p");
  await expect(frame.locator("html")).not.toHaveAttribute("data-left");
});

test("Tab leads into the notebook and out again, both ways", async ({ page }) => {
  await page.goto(`${at}/between.html`);
  const frame = page.frameLocator("regulars-notebook iframe").frameLocator("iframe");
  await frame.locator(".zone button").waitFor();
  const walk = async (from: string, key: string, to: string): Promise<void> => {
    await page.locator(from).focus();
    let wasInside = false;
    for (let i = 0; i < 60 && !(await page.locator(to).evaluate((end) => end === document.activeElement)); i++) {
      await page.keyboard.press(key);
      wasInside ||= (await frame.locator(":focus").count()) > 0;
    }
    await expect(page.locator(to)).toBeFocused();
    expect(wasInside).toBe(true);
  };
  await walk("#before", "Tab", "#after");
  await walk("#after", "Shift+Tab", "#before");
});

test("the site works offline after the first visit", async ({ page, context }) => {
  await page.goto(at);
  await page.frameLocator("iframe").locator("main").waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await context.setOffline(true);
  await page.reload();
  const frame = page.frameLocator("iframe");
  await frame.locator(".samples button").first().click();
  await expect(frame.locator(".finding").first()).toBeVisible({ timeout: 30_000 });
});

test("a host keeps the notebook, is told the height, and takes pictures and tables; Hong Kong counts in k and M", async ({ page }) => {
  await page.goto(`${at}/keeps.html`);
  const frame = page.frameLocator("regulars-notebook iframe").frameLocator("iframe");
  const outcome = await page.evaluate(async (text) => {
    type Notebook = HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    const notebook = document.querySelector("regulars-notebook") as Notebook;
    await notebook.loadFile!(new File([text], "orders.csv"));
    await notebook.run!();
    const changed = new Promise<string>((resolve) => notebook.addEventListener("regulars-change", (event) => resolve((event as CustomEvent<{ notebook: string }>).detail.notebook), { once: true }));
    await notebook.setParam!("c2", { top_share: 0.1 });
    const picture: Blob = await notebook.export!("png", "c2");
    const refused = await notebook.export!("csv", "c2", { table: "customers" }).then(() => "given", (fault: Error) => fault.message);
    return { kept: JSON.parse(await changed) as { format: string }, type: picture.type, size: picture.size, refused, height: notebook.getBoundingClientRect().height };
  }, orders(900).replaceAll(/,(\d+)\.(\d\d)\n/g, ",$1$2$2.00\n"));
  expect(outcome.kept.format).toBe("regulars");
  expect([outcome.type, outcome.size > 5000]).toEqual(["image/png", true]);
  expect(outcome.refused).toContain("denied");
  await expect(frame.locator("html")).toHaveAttribute("lang", "zh-Hant-HK");
  await expect(frame.locator('.languages button[lang="zh-Hant"]')).toHaveAttribute("aria-pressed", "true");
  // As high as its content: nothing to scroll inside, and no empty foot.
  await expect.poll(() => page.evaluate(() => document.querySelector("regulars-notebook")!.getBoundingClientRect().height)).toBeGreaterThan(2000);
  await frame.locator(".bar rg-menu button").nth(1).click();
  await frame.locator('.bar [role="menuitem"]').nth(2).click();
  await expect(frame.locator("dialog")).toContainText("外層網頁");
});

test("a host may keep a file from leaving", async ({ page }) => {
  await page.goto(`${at}/host.html`);
  const frame = page.frameLocator("regulars-notebook iframe").frameLocator("iframe");
  await page.evaluate(async (text) => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    notebook.addEventListener("regulars-export", (event) => (event as CustomEvent<{ name: string }>).detail.name.endsWith(".html") && event.preventDefault());
    await notebook.loadFile!(new File([text], "orders.csv"));
    await notebook.run!();
  }, orders(600));
  const choose = async (name: string): Promise<void> => {
    await frame.locator(".bar rg-menu button").last().click();
    await frame.getByRole("menuitem", { name }).click();
  };
  await choose("Report as a web page");
  await expect(frame.locator("rg-toast")).toContainText("does not allow");
  const download = page.waitForEvent("download");
  await choose("All numbers as JSON");
  expect((await download).suggestedFilename()).toBe("results.json");
});

test("a host shows one cell and nothing else", async ({ page }) => {
  await page.goto(`${at}/one.html`);
  const frame = page.frameLocator("regulars-notebook iframe").frameLocator("iframe");
  await page.evaluate(async (text) => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    await notebook.loadFile!(new File([text], "orders.csv"));
    await notebook.run!(["c2"]);
  }, orders(600));
  await expect(frame.locator(".solo .finding")).toBeVisible();
  await expect(frame.locator(".cell")).toHaveCount(1);
  await expect(frame.locator(".bar, .outline, .status")).toHaveCount(0);
});

test("bytes too large for one message arrive in pieces", async ({ page }) => {
  await page.goto(`${at}/host.html`);
  const outcome = await page.evaluate(async () => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<string[]>>;
    // Few long lines: the reading is quick, the message is large.
    const line = new TextEncoder().encode(`A1,2024-01-01,K1,${"x".repeat((1 << 20) - 20)},2.50\n`);
    const bytes = new Uint8Array(70 * line.length);
    for (let i = 0; i < 70; i++) bytes.set(line, i * line.length);
    return notebook.loadFile!(bytes.buffer, { name: "large.csv" }).then((sources) => sources.length, (fault: Error) => fault.message);
  });
  expect(outcome).toBe(1);
});

test("a call that cannot be done says what was expected", async ({ page }) => {
  await page.goto(`${at}/host.html`);
  const faults = await page.evaluate(async (text) => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<unknown>>;
    const fault = (method: string, ...args: unknown[]): Promise<string> => notebook[method]!(...args).then(() => "done", (error: Error) => error.message);
    const early = await fault("run", ["c2"]);
    await notebook.loadFile!(new File([text], "orders.csv"));
    notebook.setAttribute("rows", "allow");
    notebook.setAttribute("exports", "csv, svg");
    return [
      early,
      await fault("loadFile", "/exports/orders.csv"),
      await fault("loadFile", new Blob(["a"]), { encoding: "klingon" }),
      await fault("loadColumns", { customer: ["a", "b"], amount: [1] }),
      await fault("loadColumns", { customer: [{}] }),
      await fault("setParam", "c2", { nope: 1 }),
      await fault("setNotebook", "garbage"),
      await fault("getRows", "c2", "nope", { offset: 0, limit: 1 }),
      await fault("getRows", "c2", "customers"),
      await fault("export", "png", "c2"),
      await fault("export", "svg", "zz"),
    ];
  }, orders(600));
  const expected = ["loadFile", "expects a File", "utf-8", "1 long", "is an object", "top_share", "not a notebook file", "customers", "done", "name png", "c2 (concentration)"];
  expected.forEach((words, at) => expect(faults[at]).toContain(words));
});

test("dates and gaps in columns arrive as such; findings are told; what an attribute said goes with it", async ({ page }) => {
  await page.goto(`${at}/host.html`);
  const { told, rows, height } = await page.evaluate(async () => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<never>>;
    const told: unknown[] = [];
    notebook.addEventListener("regulars-finding", (event) => told.push((event as CustomEvent<{ text: string }>).detail.text));
    const n = 60;
    const days = Array.from({ length: n }, (_, i) => new Date(Date.UTC(2024, 0, 1 + 7 * i)));
    const customers = Array.from({ length: n }, (_, i) => `K${i % 12}`);
    await notebook.loadColumns!({ customer: customers, date: days, amount: new Float64Array(n).fill(10) });
    await notebook.run!();
    const results = (await notebook.getResult!()) as { base: string | null }[];
    notebook.setAttribute("autoheight", "");
    await new Promise((resolve) => notebook.addEventListener("regulars-resize", resolve, { once: true }));
    notebook.removeAttribute("autoheight");
    return { told, rows: results.map(({ base }) => base).join(), height: notebook.style.height };
  });
  expect(told.length).toBeGreaterThan(0);
  expect(rows).toContain("1 Jan 2024");
  expect(height).toBe("");
});

test("an element taken out and added again starts anew; a notebook and newer figures go into it", async ({ page }) => {
  await page.goto(`${at}/host.html`);
  const outcome = await page.evaluate(async ([first, second]) => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, (...args: unknown[]) => Promise<unknown>>;
    await notebook.loadFile!(new File([first!], "orders.csv"));
    const kept = await notebook.getNotebook!();
    const cut = notebook.run!().then(() => "done", (fault: Error) => fault.message);
    notebook.remove();
    const ended = await cut;
    document.body.append(notebook);
    const anew = ((await notebook.getResult!()) as unknown[]).length;
    await notebook.setNotebook!(kept);
    const sources = (await notebook.loadFile!(new File([second!], "newer.csv"))) as string[];
    await notebook.run!();
    return { ended, anew, sources, state: ((await notebook.getResult!("c2")) as { state: string }).state };
  }, [orders(600), orders(700)]);
  expect(outcome.ended).toContain("taken out");
  expect(outcome.anew).toBe(0);
  expect(outcome.sources).toEqual(["s1"]);
  expect(outcome.state).toBe("done");
});

test("a frame that does not answer is told of", async ({ page }) => {
  await page.goto(`${at}/silent.html`);
  const fault = await page.evaluate(async () => {
    const notebook = document.querySelector("regulars-notebook") as HTMLElement & Record<string, () => Promise<unknown>>;
    return notebook.getResult!().then(() => "done", (error: Error) => error.message);
  });
  expect(fault).toContain("without a Content-Security-Policy");
});
