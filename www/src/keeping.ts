// What this computer remembers of the open notebook, at three levels: nothing, the recipe, the files too.

import { engine } from "./engine.js";
import { held, pickedAs, readFile, type ReadOptions } from "./files.js";
import { emitToHosts, rights } from "./hosts.js";
import { canPick, isFramed, isSite, shell } from "./link.js";
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
/** By source, what this page last kept of the open notebook: the file, and how. */
const written = new Map<string, { file: File; how: string }>();
let last: Promise<unknown> = Promise.resolve();

/** Keeping, dropping and erasing happen one after the other, so that nothing is kept after it was erased. */
function inOrder<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work);
  last = done.catch(() => {});
  return done;
}

/** A new notebook is kept beside the old ones, not in their place. */
export function beginNotebook(id: string = freshId()): void {
  clearTimeout(timer);
  notebookId = id;
  written.clear();
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

export function keepNow(): Promise<void> {
  clearTimeout(timer);
  return inOrder(keep);
}

async function keep(): Promise<void> {
  if (!state.notebook) return;
  const id = notebookId;
  const at = new Date().toISOString();
  let json: string;
  try {
    json = await engine.save(true, at);
  } catch {
    // It would hold a customer's name; saving by hand says where.
    return;
  }
  // Another notebook was opened meanwhile.
  if (id !== notebookId) return;
  emitToHosts("regulars-change", { notebook: json });
  if (rights.persist === "host") change({ isDirty: false });
  const { sources, cells } = JSON.parse(json) as { sources: { id: string }[]; cells: unknown[] };
  const isMeant = (): boolean => state.level !== "nothing" && id === notebookId;
  if (!isMeant() || sources.length + cells.length === 0) return;
  const title = state.notebook.title || state.notebook.sources[0]?.name || t("page-untitled");
  const isKept = (await shell.keepNotebook({ id, title, at, json })) && (await keepFiles(id, new Set(sources.map((source) => source.id))));
  if (!isMeant()) return;
  change(isKept ? { keptAt: at, isDirty: false } : { toast: { text: t("page-not-kept") } });
}

/** Keeps the files of these sources where they are not kept yet, and drops those of sources that are gone. */
async function keepFiles(id: string, sources: Set<string>): Promise<boolean> {
  await shell.dropHandles(id, [...sources]);
  for (const [source, { file }] of held) {
    const picked = pickedAs.get(file);
    if (picked !== undefined && sources.has(source)) await shell.keepHandle(id, source, picked);
  }
  const isMeant = (): boolean => state.level === "data" && canKeepFiles() && id === notebookId;
  if (!isMeant()) return true;
  const there = new Set<string>();
  for (const { notebook, source } of await shell.aboutFiles()) {
    if (notebook !== id) continue;
    if (sources.has(source)) there.add(source);
    else await shell.dropFile(id, source);
  }
  let isKept = true;
  for (const [source, { file, options }] of held) {
    const kept = { notebook: id, source, name: file.name, bytes: file, options: JSON.stringify(options) };
    const how = `${state.keepDays} ${kept.options}`;
    const before = written.get(source);
    if (!sources.has(source) || (there.has(source) && before?.file === file && before.how === how)) continue;
    // The reader may have thought better of it since the last file.
    if (!isMeant()) return true;
    const until = new Date(Date.now() + state.keepDays * DAY_MS).toISOString();
    if (!(await shell.keepFile({ ...kept, until }))) isKept = false;
    else if (id === notebookId) written.set(source, { file, how });
  }
  return isKept;
}

/** The reader's choice takes effect at once, in both directions. */
export async function chooseLevel(level: Level): Promise<void> {
  setLevel(level);
  if (level !== "data" && !(await inOrder(() => shell.dropFiles()))) change({ toast: { text: t("page-not-erased") } });
  if (level === "nothing") await inOrder(() => shell.dropHandles());
  else await keepNow();
}

/** Opens a remembered notebook, with its files where they were kept, and says which copy it is. */
export async function openKept(kept: Kept): Promise<void> {
  const files = await shell.files(kept.id);
  if (!(await openNotebookText(kept.json, kept.title, kept.id))) return;
  change({ keptAt: kept.at, toast: { text: t("page-kept-copy", { at: new Date(kept.at) }) } });
  const sources = new Set(state.notebook?.sources.map((source) => source.id));
  const mine = files.filter(({ source }) => sources.has(source));
  for (const { source, name, bytes, options } of mine) {
    await readFile(new File([bytes], name), JSON.parse(options) as ReadOptions, source);
  }
  if (mine.length === 0) return;
  await refresh();
  void runDue();
}

/** Sources of the open notebook whose files the browser can open again. */
export function reopenable(): Promise<string[]> {
  return canPick ? shell.reopenable(notebookId) : Promise.resolve([]);
}

/** The same file as last time, as it is today. */
export async function reopen(source: string): Promise<void> {
  const picked = await shell.reopen(notebookId, source).catch(() => null);
  if (!picked) return change({ toast: { text: t("page-reopen-not") } });
  pickedAs.set(picked.file, picked.id);
  const { sources } = JSON.parse(await engine.notebook()) as { sources: { id: string; read?: ReadOptions }[] };
  await readFile(picked.file, sources.find(({ id }) => id === source)?.read ?? {}, source);
  change({ screen: "results" });
  await refresh();
  void runDue();
}

/** Removes all that is remembered, and says whether it is gone. */
export async function eraseAll(): Promise<boolean> {
  clearTimeout(timer);
  // First, so that a keeping under way goes no further.
  setLevel("nothing");
  const isGone = await inOrder(() => shell.erase());
  if (rights.persist === "host") emitToHosts("regulars-change", { notebook: null });
  change(isGone ? { keptAt: null, toast: { text: t("page-erased") } } : { toast: { text: t("page-not-erased") } });
  return isGone;
}

/** Unlike `crypto.randomUUID`, it is there on an intranet without TLS too. */
function freshId(): string {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("-");
}
