// Out of the page: downloads, and what this computer remembers of the notebook.

import { chartSvg, type ChartSpec } from "../pkg/regulars.js";
import { engine } from "./engine.js";
import { asErrorView } from "./files.js";
import { emitToHosts } from "./hosts.js";
import { shell } from "./link.js";
import { change, state } from "./state.js";
import { language, t } from "./words.js";

const AUTOSAVE_MS = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Hands a file to the browser's downloads. A host may refuse. */
export function download(name: string, content: string | Blob, type = "text/plain"): void {
  if (!emitToHosts("regulars-export", { name })) return;
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
    download(`${fileStem()}.regulars.json`, await engine.save(hasValues), "application/json");
    change({ isDirty: false });
  } catch (fault) {
    const { text, hint } = asErrorView(fault);
    change({ trouble: { title: t("page-not-saved"), text: [text, hint].filter(Boolean).join(" "), actions: [] } });
  }
}

export async function saveReport(): Promise<void> {
  download(`${fileStem()}.html`, await engine.exportReport("{}"), "text/html");
}

export async function saveResults(): Promise<void> {
  download("results.json", await engine.results(), "application/json");
}

export async function saveTable(cell: string, table: string): Promise<void> {
  const options = JSON.stringify({ has_bom: true, is_masked: state.notebook?.mask_names ?? false });
  download(`${cell}-${table}.csv`, await engine.exportTable(cell, table, options), "text/csv");
}

export function saveChart(cell: string, spec: ChartSpec, kind: "svg" | "png"): void {
  const svg = svgOf(spec);
  if (kind === "svg") return download(`${cell}-${spec.id}.svg`, svg, "image/svg+xml");
  void png(svg, 2).then((blob) => download(`${cell}-${spec.id}.png`, blob));
}

/** The same drawing on paper: for export and print. */
export function svgOf(spec: ChartSpec, width = 960): string {
  return chartSvg(spec, JSON.stringify({ width, height: 0, ratio: 1, theme: "print", language: language() }));
}

async function png(svg: string, scale: number): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = new OffscreenCanvas(image.width * scale, image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return canvas.convertToBlob({ type: "image/png" });
}

/** Keeps the notebook a second after the last change, when the reader asked for that; tells hosts either way. */
export function keepSoon(json: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    emitToHosts("regulars-change", { notebook: json });
    if (state.level === "notebook") void keepNow(json);
  }, AUTOSAVE_MS);
}

export async function keepNow(json: string): Promise<void> {
  const at = new Date().toISOString();
  const title = state.notebook?.title || state.notebook?.sources[0]?.name || t("page-untitled");
  const isKept = await shell.keepNotebook({ id: title, title, at, json });
  change(isKept ? { keptAt: at, isDirty: false } : { toast: { text: t("page-not-kept") } });
}

function fileStem(): string {
  const title = state.notebook?.title || state.notebook?.sources[0]?.name.replace(/\.[^.]*$/, "") || "notebook";
  return title.replace(/[\\/:*?"<>|]+/g, "-").trim();
}
