// Files into the engine: opened, read again in another way, put in the place of others.

import type { ErrorView } from "../pkg/regulars.js";
import { engine, isFatal, isReady } from "./engine.js";
import { emitToHosts, mayOpen, rights } from "./hosts.js";
import { keepSoon } from "./keeping.js";
import { canPick, shell } from "./link.js";
import { edit, openNotebookText, recover, refresh, runDue } from "./notebook.js";
import { safeBytes } from "./part.js";
import { change, state, type ReadingState } from "./state.js";
import { refused, samples, stream } from "./stream.js";
import { t } from "./words.js";

/** How a file is to be read; `{}` lets the engine find out. */
export interface ReadOptions {
  encoding?: string;
  delimiter?: string;
  header_row_index?: number;
  part?: string;
  /** Columns whose values the reader knows better. */
  columns?: ColumnAs[];
  /** Only these columns. */
  only_columns?: string[];
  /** Only so many rows, from the first. */
  first_rows?: number;
  /** All rows of one customer in so many. */
  customers?: { column: string; one_in: number };
}

export interface ColumnAs {
  name: string;
  kind: "text" | "id" | "number" | "date";
  roc_years?: boolean;
}

/** A file in memory of the browser, to be read again when it has to be read differently. */
interface Held {
  file: File;
  options: ReadOptions;
  /** Only a part was read: so many of about so many rows. */
  part?: { n: number; all: number };
  /** The reader stopped after so many bytes. */
  until?: number;
}


/** By source id. */
export const held = new Map<string, Held>();

/** Files that came through the shell's picker, to keep their handles by. */
export const pickedAs = new WeakMap<File, number>();

/** Lets the reader choose files. */
export function chooseFiles(): void {
  if (mayOpen() && canPick) void pick();
  else if (mayOpen()) document.getElementById("file")?.click();
}

async function pick(): Promise<void> {
  const picked = await shell.pickFiles().catch(() => null);
  if (picked === null) return document.getElementById("file")?.click();
  for (const { file, id } of picked) pickedAs.set(file, id);
  if (picked.length > 0) await openFiles(picked.map(({ file }) => file));
}

/** Takes what was dropped or chosen: notebooks are opened, tables are read; then the check screen. */
export async function openFiles(files: Iterable<File>, then: "check" | "results" = "check", options: ReadOptions = {}): Promise<void> {
  const tables: File[] = [];
  for (const file of files) {
    if (file.name.endsWith(".json")) await openNotebookText(await file.text(), file.name);
    else tables.push(file);
  }
  if (tables.length === 0) return;
  const wasOpen = (state.notebook?.cells.length ?? 0) > 0;
  const known = new Set(state.notebook?.sources.map((source) => source.id));
  change({ screen: "reading", readings: [], trouble: null, panel: null });
  let source: string | null = null;
  for (const file of tables) source = (await readFile(file, options)) ?? source;
  if (source === null) return;
  await engine.buildDefault();
  await refresh();
  await compareTotals();
  emitToHosts("regulars-loaded", { sources: state.notebook?.sources.map(({ name }) => name) });
  if (rights.persist === "host") keepSoon();
  // A file that comes to others may be more rows, their other half, or next month's: the reader says which, and
  // nothing is counted before.
  const isFurther = held.size > 1 && !known.has(source);
  if (then === "check" && isFurther) return showCheck(source);
  if (then === "check" && !wasOpen) await showCheck(source);
  else change({ screen: "results" });
  void runDue();
}

/** Takes a file in the place of another: next month's, or one that is to fill an opened notebook. */
export async function useInstead(newer: string, older: string): Promise<void> {
  const known = held.get(newer);
  if (!known) return;
  await engine.remember(new Date().toISOString());
  await keepKnownRoles(newer, older);
  change({ readings: [] });
  if ((await readFile(known.file, known.options, older)) === null) {
    // The newer file stays beside the older one.
    await refresh();
    const error = state.readings.at(-1)?.error;
    return change(error ? { toast: { text: error.text } } : {});
  }
  held.delete(newer);
  await edit({ op: "remove_source", source: newer }, state.screen !== "check");
  if (state.screen === "check") await showCheck(older);
}

/** Of the roles that were chosen for the older file, those whose columns the newer one has. */
async function keepKnownRoles(newer: string, older: string): Promise<void> {
  const of = (id: string) => state.notebook?.sources.find((source) => source.id === id);
  // Computed columns come along with the older file's place.
  const columns = [...(of(newer)?.columns ?? []), ...(of(older)?.derived ?? [])];
  try {
    const mapping = JSON.parse(await engine.mapping(older)) as { roles: { column: string }[] };
    const isWhole = mapping.roles.every((choice) => columns.includes(choice.column));
    if (!isWhole) await engine.edit(JSON.stringify({ op: "mapping", source: older, mapping: null }));
  } catch {
    // The older file was never read: its notebook has no roles to lose.
  }
}

/** Reads one file into the engine. Gives the source's id, or null when it could not be read or was forgotten. */
export async function readFile(file: File, options: ReadOptions = {}, into?: string, until?: number): Promise<string | null> {
  await isReady;
  const reading: ReadingState = {
    name: file.name,
    nBytes: file.size,
    nDone: 0,
    since: performance.now(),
    preview: null,
    phase: "reading",
    error: null,
  };
  change({ readings: [...state.readings, reading] });
  for (let as = options; ; ) {
    try {
      const id = await engine.startReading(file.name, file.size, await samples(file), JSON.stringify(as), into);
      const outcome = await stream(file, id, reading, as, until);
      if (outcome === null) return null;
      if (typeof outcome === "object") {
        [as, until] = [{ ...as, ...outcome }, undefined];
        continue;
      }
      reading.phase = "done";
      held.set(outcome, { file, options: as, part: reading.part, until: reading.until });
      state.ties.delete(outcome);
      change();
      return outcome;
    } catch (fault) {
      const nRead = reading.preview?.n_rows ?? 0;
      const isRefused = isFatal(fault) && nRead > 0 && reading.nDone >= safeBytes() / 4;
      reading.phase = "failed";
      if (isFatal(fault)) await recover(fault, undefined, isRefused);
      // So much data and no room: the rows read are not lost, if fewer are read or less of them.
      const choice = isRefused ? await refused(reading) : null;
      if (choice === "forget") return null;
      if (typeof choice === "object" && choice) {
        [as, until] = [{ ...as, ...choice }, undefined];
        continue;
      }
      reading.error = asErrorView(fault);
      change();
      return null;
    }
  }
}

/** Reads a source again with other options. */
export async function readAgain(source: string, options: ReadOptions): Promise<void> {
  const known = held.get(source);
  if (!known) return;
  const merged = { ...known.options, ...options };
  change({ readings: [] });
  await readFile(known.file, merged, source);
  await refresh();
  await showCheck(source);
}

/** Takes one column for something else than was found; `null` lets the engine find out again. */
export function readColumnAs(source: string, name: string, as: Omit<ColumnAs, "name"> | null): Promise<void> {
  const others = held.get(source)?.options.columns?.filter((column) => column.name !== name) ?? [];
  return readAgain(source, { columns: as ? [...others, { name, ...as }] : others });
}

/** After an undo: sources that the notebook now wants read otherwise are read again. */
export async function readAsWanted(): Promise<void> {
  const { sources } = JSON.parse(await engine.notebook()) as { sources: { id: string; read?: ReadOptions }[] };
  for (const { id, read } of sources) {
    const known = held.get(id);
    if (!known || said(read ?? {}) === said(known.options)) continue;
    change({ readings: [] });
    await readFile(known.file, read ?? {}, id);
  }
}

/** Options with nothing left open, to compare them. */
function said({ encoding, delimiter, header_row_index, part, columns, only_columns, first_rows, customers }: ReadOptions): string {
  const sorted = (columns ?? []).map(({ name, kind, roc_years }) => [name, kind, roc_years ?? null]).sort();
  const rows = [only_columns ?? [], first_rows ?? null, customers?.column ?? null, customers?.one_in ?? null];
  return JSON.stringify([encoding ?? null, delimiter ?? null, header_row_index ?? null, part ?? null, sorted, rows]);
}

export async function showCheck(source: string): Promise<void> {
  try {
    const relations = held.size > 1 ? await engine.relations() : [];
    for (const tie of state.ties.values()) tie.text = "";
    change({ screen: "check", relations, checked: { source, passport: await engine.check(source) } });
    await compareTotals();
  } catch {
    change({ screen: "results" });
  }
}

/** The reader's own totals beside those of the files, which another reading, role or rule changes. */
export async function compareTotals(): Promise<void> {
  const { sources } = JSON.parse(await engine.notebook()) as { sources: { id: string; ownTotal?: string | null }[] };
  state.ties.clear();
  for (const { id, ownTotal: own } of sources) if (own && held.has(id)) await compareTotal(id, own).catch(() => state.ties.delete(id));
  change();
}

/** One total. Until the answer is there, nothing is said of it. */
export async function compareTotal(source: string, own: string): Promise<void> {
  const tie = { own, text: "", isGood: false };
  state.ties.set(source, tie);
  change();
  const why = await engine.explainTotal(source, own);
  Object.assign(tie, { text: why ?? t("page-total-agrees"), isGood: !why });
  change();
}

/** What the engine threw, or the plain words of any other fault. */
export function asErrorView(fault: unknown): ErrorView {
  const view = fault as Partial<ErrorView> & { message?: string };
  if (typeof view?.text === "string") return view as ErrorView;
  return { kind: "internal", text: view?.message ?? String(fault), hint: undefined, instead: undefined };
}
