// Out of the page: downloads.

import { chartSvg, type ChartSpec } from "../pkg/regulars.js";
import { engine } from "./engine.js";
import { asErrorView } from "./files.js";
import { mayExport } from "./hosts.js";
import { change, isMasked, state, type Traced } from "./state.js";
import { language, t, whole } from "./words.js";

/** Whether a file of this name may leave the page. The host is told, or the reader that the host refuses. */
export async function mayLeave(name: string): Promise<boolean> {
  if (await mayExport(name)) return true;
  change({ toast: { text: t("page-export-refused") } });
  return false;
}

/** Hands a file to the browser's downloads, and says whether it went: a host may refuse. */
export async function download(name: string, content: string | Blob, type = "text/plain"): Promise<boolean> {
  const isAllowed = await mayLeave(name);
  if (isAllowed) handOver(name, content, type);
  return isAllowed;
}

function handOver(name: string, content: string | Blob, type = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The recipe as a file. `hasValues` keeps what was picked from the data, such as a product code. */
export async function saveNotebook(hasValues = true): Promise<void> {
  try {
    const json = await engine.save(hasValues, new Date().toISOString());
    if (await download(`${fileStem()}.regulars.json`, json, "application/json")) change({ isDirty: false });
  } catch (fault) {
    showNotSaved(fault);
  }
}

/** Why the engine refuses to write a file. */
export function showNotSaved(fault: unknown, title = t("page-not-saved")): void {
  const { text, hint } = asErrorView(fault);
  change({ trouble: { title, text: [text, hint].filter(Boolean).join(" "), actions: [] } });
}

export async function saveReport(): Promise<void> {
  download(`${fileStem()}.html`, await reportHtml(), "text/html");
}

/** The report, for the client named. */
export function reportHtml(): Promise<string> {
  const { name: client, logo } = state.client;
  return engine.exportReport(JSON.stringify({ client, logo }));
}

export async function saveResults(): Promise<void> {
  download("results.json", await engine.results(), "application/json");
}

/** Where a table goes: a CSV that Excel opens, one for other programs, or the clipboard for a spreadsheet. */
export type TableGoal = "excel" | "programs" | "clipboard";

/** A table as CSV. One with a row a customer asks first what may stand in it. */
export async function saveTable(cell: string, table: string, goal: TableGoal = "excel"): Promise<void> {
  const tables = state.cells.get(cell)?.tables ?? [];
  const view = tables.find((one) => one.id === table);
  const name = `${fileStem(cell, tables.length > 1 ? view?.title : undefined)}.csv`;
  const save = async (is_masked: boolean): Promise<void> => {
    const csv = await engine.exportTable(cell, table, JSON.stringify({ has_bom: goal === "excel", is_masked, is_tabbed: goal === "clipboard" }));
    if (goal !== "clipboard") return void download(name, csv, "text/csv");
    if ((await mayLeave(name)) && (await copy(csv))) change({ toast: { text: t("page-copied") } });
  };
  if (!view?.is_personal || isMasked()) return save(isMasked());
  askAboutNames(view.title, t("page-save-customers", { n: whole(view.n_rows) }), save);
}

/** Before rows about customers leave: what the file will hold, and whether by name. */
function askAboutNames(title: string, text: string, save: (isMasked: boolean) => Promise<void>): void {
  const actions = [
    { label: t("page-save-names"), act: () => void save(false) },
    { label: t("page-save-masked"), act: () => void save(true) },
  ];
  change({ panel: "ask", asking: { title, text, actions } });
}

/** The rows behind a number. */
export async function saveTrace({ cell, place }: Traced): Promise<void> {
  const name = "value" in place ? place.value.name : place.rows.table;
  const save = async (is_masked: boolean): Promise<void> => {
    download(`${fileStem(cell, name)}-rows.csv`, await engine.exportTrace(cell, JSON.stringify(place), is_masked), "text/csv");
  };
  if (isMasked()) return save(true);
  askAboutNames(t("page-trace-title"), t("page-save-rows"), save);
}

/** Into the clipboard; says whether it went. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A frame may lack the right; the old way needs none.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}

/** A model for other tools. */
export async function saveFile(cell: string, name: string): Promise<void> {
  download(`${fileStem(cell)}-${name}`, await engine.exportFile(cell, name), "application/octet-stream");
}

/** `scale`: pixels of the picture a pixel of the screen. */
export function saveChart(cell: string, spec: ChartSpec, kind: "svg" | "png", scale = 2): void {
  const svg = svgOf(spec);
  if (kind === "svg") return void download(`${fileStem(cell, spec.id)}.svg`, svg, "image/svg+xml");
  void png(svg, scale).then((blob) => download(`${fileStem(cell, spec.id)}${scale > 2 ? `@${scale}x` : ""}.png`, blob));
}

/** The same drawing on paper: with title and subtitle as a file of its own, without where they stand beside it. */
export function svgOf(spec: ChartSpec, width = 960, has_words = true): string {
  return chartSvg(spec, JSON.stringify({ width, theme: "print", language: language(), has_words }));
}

/** The chart as a picture into the clipboard, where the browser allows it; as a file where not. */
export async function copyChart(cell: string, spec: ChartSpec): Promise<void> {
  const name = `${fileStem(cell, spec.id)}.png`;
  if (!(await mayLeave(name))) return;
  const picture = png(svgOf(spec), 2);
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    change({ toast: { text: t("page-copied") } });
  } catch {
    handOver(name, await picture);
  }
}

export async function png(svg: string, scale: number): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = new OffscreenCanvas(image.width * scale, image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return canvas.convertToBlob({ type: "image/png" });
}

/** What a file of the notebook is called: after the notebook, then the cell, then the part of it. */
export function fileStem(cell?: string, part?: string): string {
  const title = state.notebook?.title || state.notebook?.sources[0]?.name.replace(/\.[^.]*$/, "") || "notebook";
  const name = state.notebook?.cells.find(({ id }) => id === cell)?.name ?? cell;
  return [title, name, part].filter(Boolean).join("-").replace(/[\\/:*?"<>|]+/g, "-").trim();
}
