// The receipt: which version ran which cells, with what settings, on which files, with hashes of the files and of what
// came out; and the proof that a second run gives the same, bit for bit.

import { programVersion } from "../pkg/regulars.js";
import { engine } from "./engine.js";
import { held } from "./files.js";
import { nStops, refresh, runCell } from "./notebook.js";
import { download, showNotSaved } from "./saving.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** The browser hashes only what is whole in memory; larger files are told by name, bytes and rows. */
const MOST_HASHED = 512 << 20;

/** A hash, or why there is none. */
type Hash = { sha256: string } | { sha256: null; why: string };

async function sha256(content: Blob): Promise<Hash> {
  // Browsers keep it for secure pages, and some do not count a file on the disk as one.
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return { sha256: null, why: "the browser computes no hashes for this page" };
  if (content.size > MOST_HASHED) return { sha256: null, why: "too large to be hashed by a browser" };
  try {
    const digest = new Uint8Array(await subtle.digest("SHA-256", await content.arrayBuffer()));
    return { sha256: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  } catch {
    return { sha256: null, why: "the file cannot be read any more" };
  }
}

export function hashOfFile(source: string): Promise<Hash> | Hash {
  const file = held.get(source)?.file;
  return file ? sha256(file) : { sha256: null, why: "the file is not open" };
}

/** The whole of every cell's output, as text, by cell. */
async function outputs(): Promise<Map<string, string>> {
  const { cells } = JSON.parse(await engine.results()) as { cells: Record<string, { output: unknown }> };
  return new Map(Object.entries(cells).map(([id, { output }]) => [id, JSON.stringify(output ?? null)]));
}

export interface Verified {
  /** Results that really came a second time. */
  n: number;
  /** Results there were. */
  all: number;
  /** Names of cells that came out otherwise. */
  different: string[];
}

/** Runs every finished cell once more, without the work that runs keep for the next, and compares all numbers. A stop ends it. */
export async function verify(): Promise<Verified> {
  const done = state.notebook?.cells.filter((cell) => cell.state === "done" && cell.kind !== "text") ?? [];
  const nBefore = nStops;
  const [before, recipe, first] = [await outputs(), await engine.notebook(), engine];
  await engine.forgetWork();
  let n = 0;
  for (const { id } of done) {
    if (nStops !== nBefore || !(await runCell(id))) break;
    n += 1;
  }
  await refresh();
  // Another engine, or another recipe, proves nothing about the results before.
  if (engine !== first || (await engine.notebook()) !== recipe) n = 0;
  const after = await outputs();
  const different = done.slice(0, n).filter(({ id }) => before.get(id) !== after.get(id));
  return { n, all: done.length, different: different.map(({ name }) => name) };
}

interface Recipe {
  settings: { as_of?: string; seed?: number };
  sources: { id: string; read?: unknown; mapping?: unknown }[];
  cells: { id: string; use?: string[]; filter?: unknown; params?: unknown }[];
}

/** Version, files, settings and hashes; no rows. Refused, as a notebook is, when a setting names a customer. */
export async function saveReceipt(): Promise<void> {
  const { notebook } = state;
  if (!notebook) return;
  try {
    const made = new Date().toISOString();
    const recipe = JSON.parse(await engine.save(true, made)) as Recipe;
    const results = await outputs();
    const ran = notebook.cells.filter((cell) => cell.kind !== "text");
    const receipt = {
      format: "regulars-receipt",
      version: 2,
      made,
      program: { name: t("page-name"), version: programVersion() },
      as_of: recipe.settings.as_of ?? null,
      seed: recipe.settings.seed ?? null,
      sources: await Promise.all(
        notebook.sources.map(async ({ id, name, n_rows, n_bytes, columns }) => {
          const { read, mapping } = recipe.sources.find((source) => source.id === id) ?? {};
          const part = held.get(id)?.part;
          return { id, name, rows: n_rows, ...(part ? { of_about_rows: part.all } : {}), bytes: n_bytes, columns: columns.length, read: read ?? {}, mapping: mapping ?? null, ...(await hashOfFile(id)) };
        }),
      ),
      cells: await Promise.all(
        ran.map(async ({ id, kind, state, milliseconds }) => {
          const { use, filter, params } = recipe.cells.find((cell) => cell.id === id) ?? {};
          const hash = await sha256(new Blob([results.get(id) ?? "null"]));
          return { id, kind, state, milliseconds: Math.round(milliseconds), use: use ?? [], filter: filter ?? null, params: params ?? null, ...hash };
        }),
      ),
    };
    download("receipt.json", `${JSON.stringify(receipt, null, 2)}\n`, "application/json");
  } catch (fault) {
    showNotSaved(fault, t("page-save-receipt"));
  }
}
