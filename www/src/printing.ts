// On paper: charts as vector drawings, ready before the browser takes its picture, and a foot with title, day, program,
// data and page.

import { programVersion } from "../pkg/regulars.js";
import { isReady } from "./engine.js";
import { hashOfFile } from "./receipt.js";
import { fileStem, mayLeave } from "./saving.js";
import { state } from "./state.js";
import { turn } from "./turns.js";
import { t } from "./words.js";

/** What each chart does before printing; resolves when its drawing stands. */
const drawings = new Set<() => Promise<void>>();

export function onPrint(draw: () => Promise<void>): () => void {
  drawings.add(draw);
  return () => drawings.delete(draw);
}

const foot = new CSSStyleSheet();

export async function prepare(): Promise<void> {
  const title = state.notebook?.title || state.notebook?.sources[0]?.name || t("page-untitled");
  const words = (text: string): string => JSON.stringify(text.replace(/[\\"\n]/g, " "));
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  await isReady;
  const hashes = await Promise.all((state.notebook?.sources ?? []).slice(0, 1).map(({ id }) => hashOfFile(id)));
  const hash = hashes[0]?.sha256?.slice(0, 12) ?? "–";
  const made = t("page-foot", { version: programVersion(), hash });
  foot.replaceSync(`@page {
    @bottom-left { content: ${words(`${title} · ${day} · ${made}`)}; font: 8pt system-ui, sans-serif; color: #656c75 }
    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #656c75 }
  }`);
  if (!document.adoptedStyleSheets.includes(foot)) document.adoptedStyleSheets.push(foot);
  // Cells stand up one a turn; a chart that does not stand yet would be missing on paper.
  for (let n = -1; n !== drawings.size; await turn()) {
    n = drawings.size;
    await turn();
  }
  await Promise.all([...drawings].map((draw) => draw()));
}

let isPrepared = false;

/** Everything is drawn first: a browser does not wait for pictures that come while it prints. */
export async function printNotebook(): Promise<void> {
  if (!(await mayLeave(`${fileStem()}.pdf`))) return;
  await prepare();
  isPrepared = true;
  print();
  isPrepared = false;
}

// The browser's own menu leaves no time, yet what is ready by then is printed.
addEventListener("beforeprint", () => {
  if (!isPrepared) void prepare();
});
