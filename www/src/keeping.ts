// What this computer remembers of the open notebook, at three levels: nothing, the recipe, the files too.

import { engine } from "./engine.js";
import { held, readFile, type ReadOptions } from "./files.js";
import { emitToHosts } from "./hosts.js";
import { isFramed, isSite, shell } from "./link.js";
import { openNotebookText, refresh, runDue } from "./notebook.js";
import { setLevel, type Level } from "./settings.js";
import { change, state } from "./state.js";
import type { Kept } from "./shell/vault.js";
import { t } from "./words.js";

const AUTOSAVE_MS = 1000;
const DAY_MS = 86_400_000;

let timer: ReturnType<typeof setTimeout> | undefined;
/** Under this name versions of the open notebook are kept. */
let notebookId = freshId();

/** A new notebook is kept beside the old ones, not in their place. */
export function beginNotebook(id: string = freshId()): void {
  clearTimeout(timer);
  notebookId = id;
}

/** Files are kept only where storage belongs to this page alone: not for pages opened from the disk, not in frames. */
export function canKeepFiles(): boolean {
  return isSite && !isFramed;
}

/** Keeps the notebook a second after the last change, when the reader asked for that; tells hosts either way. */
export function keepSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void keepNow(), AUTOSAVE_MS);
}

export async function keepNow(): Promise<void> {
  clearTimeout(timer);
  const at = new Date().toISOString();
  let json: string;
  try {
    json = await engine.save(true, at);
  } catch {
    // It would hold a customer's name; saving by hand says where.
    return;
  }
  emitToHosts("regulars-change", { notebook: json });
  if (state.level === "nothing") return;
  const title = state.notebook?.title || state.notebook?.sources[0]?.name || t("page-untitled");
  const isKept = (await shell.keepNotebook({ id: notebookId, title, at, json })) && (state.level !== "data" || (await keepFiles()));
  change(isKept ? { keptAt: at, isDirty: false } : { toast: { text: t("page-not-kept") } });
}

async function keepFiles(): Promise<boolean> {
  const until = new Date(Date.now() + state.keepDays * DAY_MS).toISOString();
  let isKept = true;
  for (const [source, { file, options }] of held) {
    const kept = { notebook: notebookId, source, name: file.name, bytes: file, options: JSON.stringify(options), until };
    isKept = (await shell.keepFile(kept)) && isKept;
  }
  return isKept;
}

/** The reader's choice takes effect at once, in both directions. */
export async function chooseLevel(level: Level): Promise<void> {
  setLevel(level);
  if (level !== "data") await shell.dropFiles();
  if (level !== "nothing" && state.notebook?.cells.length) await keepNow();
}

/** Opens a remembered notebook, with its files where they were kept, and says which copy it is. */
export async function openKept(kept: Kept): Promise<void> {
  const files = await shell.files(kept.id);
  await openNotebookText(kept.json, kept.title);
  beginNotebook(kept.id);
  change({ keptAt: kept.at, toast: { text: t("page-kept-copy", { at: new Date(kept.at) }) } });
  for (const { source, name, bytes, options } of files) {
    await readFile(new File([bytes], name), JSON.parse(options) as ReadOptions, source);
  }
  if (files.length === 0) return;
  await refresh();
  void runDue();
}

export async function eraseAll(): Promise<void> {
  clearTimeout(timer);
  await shell.erase();
  setLevel("nothing");
  change({ keptAt: null, toast: { text: t("page-erased") } });
}

/** Unlike `crypto.randomUUID`, it is there on an intranet without TLS too. */
function freshId(): string {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("-");
}
