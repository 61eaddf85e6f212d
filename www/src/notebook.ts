// The open notebook: looking at it, changing it, running it, and getting it back after the engine died.

import type { SourceView } from "../pkg/regulars.js";
import { engine, isFatal, isReplaced, onProgress, restartEngine, tellReplaced } from "./engine.js";
import { asErrorView, held, readAsWanted, readFile, showCheck } from "./files.js";
import { beginNotebook, keepSoon } from "./keeping.js";
import { announce } from "./parts/live.js";
import { change, state } from "./state.js";
import { t } from "./words.js";

/** Dearer cells wait for a press of "Update" when something before them changed. */
const CHEAP_MS = 2000;
/** So long a stopped engine may be silent before it is replaced, which means reading the files again. */
const PATIENCE_MS = 1000;

/** An edit, as `notebook::Edit` reads it. */
export type Edit = { op: string } & Record<string, unknown>;

/** The notebook as last seen, to bring it back after a crash. */
let lastJson = "";
let loop: Promise<void> | null = null;
const stopped = new Set<string>();

/** Looks at the engine's notebook and at every cell that changed. */
export async function refresh(): Promise<void> {
  const notebook = await engine.view();
  const before = new Map(state.notebook?.cells.map((cell) => [cell.id, cell.stamp]));
  change({ notebook });
  for (const head of notebook.cells) {
    if (before.get(head.id) === head.stamp && state.cells.has(head.id)) continue;
    try {
      state.cells.set(head.id, await engine.cell(head.id));
    } catch (fault) {
      // One cell that cannot be shown leaves the others alone.
      state.crashed.set(head.id, asErrorView(fault).text);
    }
    change();
  }
  change({ changes: (await engine.changes()) ?? null });
  lastJson = await engine.notebook();
}

/** Changes the notebook. Without `runs`, nothing is calculated yet: the reader is still choosing. */
export async function edit(op: Edit, runs = true): Promise<void> {
  try {
    await engine.edit(JSON.stringify(op));
  } catch (fault) {
    change({ toast: { text: asErrorView(fault).text } });
  }
  await afterEdit(runs);
}

/** The same for a program, which is told what is wrong instead of the reader. */
export async function editOrThrow(op: Edit): Promise<void> {
  await engine.edit(JSON.stringify(op));
  await afterEdit();
}

export async function undo(): Promise<void> {
  if (await engine.undo()) await afterTurning();
}

export async function redo(): Promise<void> {
  if (await engine.redo()) await afterTurning();
}

/** What the reader chose on the check screen comes back there. */
async function afterTurning(): Promise<void> {
  await readAsWanted();
  const source = state.screen === "check" ? state.checked?.source : undefined;
  await afterEdit(source === undefined);
  if (source !== undefined) await showCheck(source);
}

async function afterEdit(runs = true): Promise<void> {
  stopped.clear();
  // A changed parameter changes a cell's form even when its result stays.
  state.cells.clear();
  await refresh();
  change({ isDirty: true });
  keepSoon();
  if (runs) void runDue();
}

/** Deletes a cell and offers to bring it back. */
export async function removeCell(id: string): Promise<void> {
  const name = state.notebook?.cells.find((cell) => cell.id === id)?.name ?? id;
  await edit({ op: "remove", cell: id });
  change({ toast: { text: t("page-deleted", { name }), action: { label: t("page-undo"), act: () => void undo() } } });
}

/** Runs what should run, in order. Stale dear cells wait unless `isForced`. Resolves when nothing is left to run. */
export async function runDue(isForced = false): Promise<void> {
  if (isForced) stopped.clear();
  if (loop) await loop;
  loop = runLoop(isForced);
  await loop;
}

async function runLoop(isForced: boolean): Promise<void> {
  for (let next = nextDue(isForced); next; next = nextDue(isForced)) {
    await runCell(next);
    await refresh();
  }
  change();
  // What holds now belongs to the receipt.
  if (state.level !== "nothing") keepSoon();
}

function nextDue(isForced: boolean): string | undefined {
  const heads = new Map(state.notebook?.cells.map((cell) => [cell.id, cell]));
  return state.notebook?.due.find((id) => {
    const head = heads.get(id);
    const isDear = head?.state === "stale" && head.milliseconds > CHEAP_MS && !isForced;
    return !isDear && !stopped.has(id) && !state.crashed.has(id);
  });
}

/** Cells that wait for "Update", and how long they took last time. */
export function waiting(): { n: number; milliseconds: number } {
  const stale = state.notebook?.cells.filter((cell) => cell.state === "stale" && !state.running.has(cell.id)) ?? [];
  return { n: stale.length, milliseconds: stale.reduce((sum, cell) => sum + cell.milliseconds, 0) };
}

/** Says whether the cell ran to its end; the reader may have stopped it, or all. */
export async function runCell(id: string): Promise<boolean> {
  stopped.delete(id);
  state.crashed.delete(id);
  state.running.set(id, { stage: "", done: 0, total: 0, since: performance.now() });
  change();
  try {
    await Promise.race([engine.run(id), isReplaced()]);
    const head = state.notebook?.cells.find((cell) => cell.id === id);
    if (head) announce(t("page-ready", { name: head.name }));
    if (!stopped.has(id)) state.ranAt.set(id, Date.now());
    return !stopped.has(id);
  } catch (fault) {
    stopped.add(id);
    if (isFatal(fault)) await recover(fault, id);
    return false;
  } finally {
    state.running.delete(id);
    change();
  }
}

/** Stops at once for the reader. The engine stops at its next step; one that does not answer is replaced. */
export async function stopCell(id: string): Promise<void> {
  stopped.add(id);
  state.running.delete(id);
  change();
  const obeys = engine.cancel(id).then(() => true);
  const tooLate = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS));
  if (!(await Promise.race([obeys, tooLate]))) await recover(new Error("did not stop in time"), id, true);
}

/** How often the reader has stopped everything: a stop between two cells of a long work counts too. */
export let nStops = 0;

export function stopAll(): void {
  nStops += 1;
  for (const head of state.notebook?.cells ?? []) stopped.add(head.id);
  for (const id of state.running.keys()) void stopCell(id);
}

onProgress(({ cell, stage, done, total }) => {
  const running = state.running.get(cell);
  if (!running) return;
  Object.assign(running, { stage, done, total });
  change();
});

/** A fresh engine with the same notebook and the same files. The cell that brought the old one down is left alone. */
export async function recover(fault: unknown, cell?: string, isQuiet = false): Promise<void> {
  const details = `${asErrorView(fault).text}\n${(fault as Error).stack ?? ""}`.trim();
  await restartEngine();
  if (cell && !isQuiet) state.crashed.set(cell, details);
  state.cells.clear();
  if (lastJson) await engine.setNotebook(lastJson);
  if (!isQuiet) change({ trouble: { title: t("page-crashed"), text: t("page-crashed-kept"), details, actions: [] } });
  const files = [...held];
  change({ readings: [] });
  // What was read until the reader stopped is read again, and no more.
  for (const [source, { file, options, until }] of files) await readFile(file, options, source, until);
  await refresh();
  tellReplaced();
  void runDue();
}

/** Opens a notebook file's text, and says whether it could. It is kept under `id`, if it was kept before. */
export async function openNotebookText(json: string, name: string, id?: string): Promise<boolean> {
  try {
    await takeNotebook(json, id);
    return true;
  } catch (fault) {
    change({ trouble: { title: name, text: asErrorView(fault).text, actions: [] } });
    return false;
  }
}

/** The same for a program, which is told what is wrong instead of the reader. */
export async function takeNotebook(json: string, id?: string): Promise<void> {
  const before = state.notebook?.sources ?? [];
  await engine.setNotebook(json);
  state.cells.clear();
  beginNotebook(id);
  const files = new Map(held);
  held.clear();
  await refresh();
  holdAgain(files, before);
  // Another notebook may be another client's.
  change({ screen: "results", isDirty: false, trouble: null, keptAt: null, client: { name: "", logo: "" } });
  void runDue();
}

/** Of the files held before another notebook was opened, those that the engine took over, under their new ids. */
function holdAgain(files: typeof held, before: SourceView[]): void {
  const now = state.notebook?.sources.filter((source) => source.is_loaded) ?? [];
  // The engine goes by id too, and looks at the columns first.
  for (const old of [...before].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const fits = ({ columns, name }: SourceView): boolean => (columns.length > 0 ? columns.join("\n") === old.columns.join("\n") : name === old.name);
    const [known, source] = [files.get(old.id), now.find(fits)];
    if (known && source) held.set(source.id, known);
  }
}

/** Forgets data, results and notebook. */
export async function forgetAll(): Promise<void> {
  stopAll();
  await engine.erase();
  held.clear();
  stopped.clear();
  state.cells.clear();
  state.running.clear();
  state.crashed.clear();
  state.ties.clear();
  state.ranAt.clear();
  lastJson = "";
  beginNotebook();
  change({ screen: "start", notebook: null, checked: null, relations: [], changes: null, trace: null, readings: [] });
  change({ isDirty: false, presenting: null, trouble: null, keptAt: null, client: { name: "", logo: "" } });
}
