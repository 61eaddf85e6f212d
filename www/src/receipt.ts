// The receipt: what was run on what, with hashes; and the proof that a second run gives the same, bit for bit.

import { engine } from "./engine.js";
import { refresh, runCell } from "./notebook.js";
import { download } from "./saving.js";
import { state } from "./state.js";
import { t } from "./words.js";

/** SHA-256 in hexadecimal; nothing where the browser keeps it for secure pages. */
async function sha256(text: string): Promise<string | null> {
  const { subtle } = crypto as { subtle?: SubtleCrypto };
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The whole of every cell's output, as text, by cell. */
async function outputs(): Promise<Map<string, string>> {
  const { cells } = JSON.parse(await engine.results()) as { cells: Record<string, { output: unknown }> };
  return new Map(Object.entries(cells).map(([id, { output }]) => [id, JSON.stringify(output ?? null)]));
}

export interface Verified {
  n: number;
  /** Names of cells that came out otherwise. */
  different: string[];
}

/** Runs every finished cell once more and compares all numbers. */
export async function verify(): Promise<Verified> {
  const done = state.notebook?.cells.filter((cell) => cell.state === "done" && cell.kind !== "text") ?? [];
  const before = await outputs();
  for (const { id } of done) await runCell(id);
  await refresh();
  const after = await outputs();
  return { n: done.length, different: done.filter(({ id }) => before.get(id) !== after.get(id)).map(({ name }) => name) };
}

/** Hashes, versions, files, settings: no data. */
export async function saveReceipt(): Promise<void> {
  const { notebook } = state;
  if (!notebook) return;
  const { cells } = JSON.parse(await engine.notebook()) as { cells: { id: string; kind: string; params?: unknown }[] };
  const results = await outputs();
  const ran = notebook.cells.filter((cell) => cell.kind !== "text");
  const receipt = {
    format: "regulars-receipt",
    version: 1,
    made: new Date().toISOString(),
    program: t("page-name"),
    as_of: notebook.as_of ?? null,
    sources: notebook.sources.map(({ id, name, n_rows, n_bytes, columns }) => ({ id, name, rows: n_rows, bytes: n_bytes, columns: columns.length })),
    cells: await Promise.all(
      ran.map(async ({ id, kind, state, milliseconds }) => ({
        id,
        kind,
        state,
        milliseconds: Math.round(milliseconds),
        params: cells.find((cell) => cell.id === id)?.params ?? null,
        sha256: await sha256(results.get(id) ?? "null"),
      })),
    ),
  };
  download("receipt.json", `${JSON.stringify(receipt, null, 2)}\n`, "application/json");
}
