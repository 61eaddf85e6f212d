// What others may call: `window.regulars` of the page, and the host of an embedded frame. Promises all.

import type { CellView, RowsView } from "../pkg/regulars.js";
import { engine, isReady, onProgress } from "./engine.js";
import { openFiles } from "./files.js";
import { answerExport, emitToHosts, rights } from "./hosts.js";
import { eraseAll } from "./keeping.js";
import { callers } from "./link.js";
import { edit, forgetAll, openNotebookText, refresh, runCell, runDue, stopAll, stopCell } from "./notebook.js";
import { expose } from "./rpc.js";
import { openSample, SAMPLES } from "./samples.js";
import { png, reportHtml, svgOf } from "./saving.js";
import { setAccent, setDensity, setLanguage, setTheme, setView, type Theme } from "./settings.js";
import { change, onChange, state } from "./state.js";
import { nearest, t } from "./words.js";
import { focusCell } from "./parts/outline.js";
import { plainSentence } from "./parts/sentence.js";

/** What an element's attributes say. */
export interface HostOptions {
  language?: string;
  theme?: Theme;
  view?: "brief" | "workbench" | "cell";
  /** With `view="cell"`: the id of the only cell to show. */
  cell?: string;
  start?: "drop" | "none" | "sample";
  readonly?: boolean;
  /** All or none, or the kinds that may leave: `png svg csv html pdf json`. */
  exports?: boolean | string[];
  /** Samples only: no file of the reader's own can be opened. */
  demo?: boolean;
  density?: "comfortable" | "compact";
  /** A colour `#rrggbb` for links and marks; one that is too pale or too dark to read is ignored. */
  accent?: string;
  rows?: "deny" | "ask" | "allow";
  /** `host`: the embedding page keeps the notebook that `regulars-change` brings; leaving needs no warning then. */
  persist?: "none" | "host";
  /** Whoever embeds answers every `regulars-export` with `answerExport`; the element does. */
  answersExports?: boolean;
  /** The page is as high as its content, and says so. */
  autoheight?: boolean;
}

/** A finished cell without its rows. */
export type CellResult = Pick<CellView, "id" | "kind" | "state" | "base" | "charts" | "notes" | "error"> & { findings: string[] };

export type Exported = "results" | "report" | "notebook" | "svg" | "png" | "csv";

/** Bytes that came before, by `chunk`. */
export interface Streamed {
  stream: string;
}

const streams = new Map<string, ArrayBuffer[]>();

function isStreamed(file: File | Blob | ArrayBuffer | Streamed): file is Streamed {
  // Blobs have a method of that name.
  return typeof (file as Streamed).stream === "string";
}

function taken(stream: string): ArrayBuffer[] {
  const pieces = streams.get(stream);
  if (!pieces) throw new Error(`there is no stream ${stream}`);
  streams.delete(stream);
  return pieces;
}

const api = {
  /** A piece of a stream of bytes too large for one message; its return is the acknowledgement. */
  chunk(stream: string, bytes: ArrayBuffer): void {
    streams.set(stream, [...(streams.get(stream) ?? []), bytes]);
  },
  /** Reads a table and runs the notebook; resolves with the source's id when the file is read. */
  async loadFile(file: File | Blob | ArrayBuffer | Streamed, options: { name?: string; encoding?: string } = {}): Promise<string[]> {
    const name = options.name ?? (file instanceof File ? file.name : "data.csv");
    const read = options.encoding ? { encoding: options.encoding } : {};
    await openFiles([new File(isStreamed(file) ? taken(file.stream) : [file], name)], "results", read);
    const failed = state.readings.find((reading) => reading.error);
    if (failed?.error) throw new Error(failed.error.text);
    emitToHosts("regulars-loaded", { sources: state.notebook?.sources.map((source) => source.name) });
    return state.notebook?.sources.map((source) => source.id) ?? [];
  },
  /** The same from columns in memory. */
  loadColumns(columns: Record<string, ArrayLike<unknown>>, options: { name?: string } = {}): Promise<string[]> {
    const names = Object.keys(columns);
    const n = Math.max(0, ...names.map((name) => columns[name]?.length ?? 0));
    const row = (at: number): string => names.map((name) => quoted(columns[name]?.[at])).join(",");
    const lines = [names.map(quoted).join(","), ...Array.from({ length: n }, (_, at) => row(at))];
    return api.loadFile(new Blob([lines.join("\n")]), { name: options.name ?? "columns.csv" });
  },
  /** Runs these cells, or all that are due; resolves when they are done. */
  async run(cells?: string[]): Promise<void> {
    await isReady;
    if (cells) for (const id of cells) await runCell(id);
    else await runDue(true);
    await refresh();
  },
  cancel(cell?: string): void {
    if (cell) void stopCell(cell);
    else stopAll();
  },
  /** The recipe. Refused when it would hold a customer's name or number. */
  getNotebook: (options: { values?: boolean } = {}): Promise<string> => engine.save(options.values ?? true, new Date().toISOString()),
  async setNotebook(json: string | object): Promise<void> {
    await isReady;
    await openNotebookText(typeof json === "string" ? json : JSON.stringify(json), "notebook");
  },
  /** A shared parameter's value; with a cell's id, all parameters of that cell. */
  setParam: (id: string, value: unknown): Promise<void> =>
    edit(state.notebook?.params.some((param) => param.id === id) ? { op: "param", id, value } : { op: "params", cell: id, params: value }),
  /** Sentences, chart data and standing of a cell. Never rows. */
  async getResult(cell?: string): Promise<CellResult | CellResult[]> {
    await isReady;
    if (cell === undefined) return Promise.all(state.notebook?.cells.map((head) => result(head.id)) ?? []);
    return result(cell);
  },
  /** Rows of a table, when the embedding page was given that right. */
  async getRows(cell: string, table: string, wanted: { offset: number; limit: number }): Promise<RowsView> {
    await needRows();
    return engine.rows(cell, table, JSON.stringify(wanted));
  },
  /** `results`: results.json; `report`: the scriptless report; `notebook`; a cell's chart as `svg` or `png`; a table of it as `csv`. */
  async export(what: Exported, cell = "", options: { table?: string; scale?: number } = {}): Promise<string | Blob> {
    const kind = { results: "json", report: "html", notebook: "json", svg: "svg", png: "png", csv: "csv" }[what];
    if (Array.isArray(rights.exports) ? !rights.exports.includes(kind) : !rights.exports) throw new Error("exports are switched off");
    if (what === "results") return engine.results();
    if (what === "report") return reportHtml();
    if (what === "notebook") return engine.save(true, new Date().toISOString());
    const { charts, tables } = await engine.cell(cell);
    if (what === "csv") {
      const table = options.table === undefined ? tables[0] : tables.find(({ id }) => id === options.table);
      if (!table) throw new Error("there is no such table");
      if (table.is_personal) await needRows();
      return engine.exportTable(cell, table.id, "{}");
    }
    if (!charts[0]) throw new Error("there is no such chart");
    return what === "png" ? png(svgOf(charts[0]), options.scale ?? 2) : svgOf(charts[0]);
  },
  async erase(): Promise<void> {
    streams.clear();
    await forgetAll();
    if (!(await eraseAll())) throw new Error("what this computer remembers could not be erased");
  },
  answerExport: (id: number, isAllowed: boolean): void => answerExport(id, isAllowed),
  focusCell: (cell: string): void => focusCell(cell),
  async configure(options: HostOptions): Promise<void> {
    if (options.language) await setLanguage(nearest(options.language));
    if (options.theme) setTheme(options.theme);
    if (options.view) change({ solo: options.view === "cell" ? (options.cell ?? "") : null });
    if (options.view === "brief" || options.view === "workbench") setView(options.view);
    rights.isReadonly = options.readonly ?? rights.isReadonly;
    rights.exports = options.exports ?? rights.exports;
    rights.isDemo = options.demo ?? rights.isDemo;
    if (options.density) setDensity(options.density === "compact");
    if (options.accent !== undefined) setAccent(options.accent);
    rights.rows = options.rows ?? rights.rows;
    rights.answersExports = options.answersExports ?? rights.answersExports;
    rights.persist = options.persist ?? rights.persist;
    if (options.autoheight !== undefined) document.documentElement.toggleAttribute("data-autoheight", options.autoheight);
    if (options.start === "sample" && SAMPLES[0]) await openSample(SAMPLES[0]);
    if (options.start === "none") change({ screen: "results" });
  },
};
export type Api = typeof api;

export function exposeApi(): void {
  for (const caller of callers) expose(caller, api);
  emitToHosts("regulars-ready", {});
  watch();
}

/** Refuses what the embedding page has no right to. */
async function needRows(): Promise<void> {
  if (rights.rows === "deny") throw new Error("rows are denied: set the attribute rows=\"allow\"");
  if (rights.rows === "ask" && !(await askForRows())) throw new Error("the reader did not give the rows");
}

/** The reader's word, once for the visit. */
async function askForRows(): Promise<boolean> {
  if (given !== null) return given;
  given = await new Promise<boolean>((resolve) => {
    const actions = [
      { label: t("page-rows-give"), act: () => resolve(true) },
      { label: t("page-rows-refuse"), act: () => resolve(false) },
    ];
    change({ panel: "ask", asking: { title: t("page-rows-asked"), text: t("page-rows-asked-about"), actions } });
    // Closing the question is a no.
    const stop = onChange(() => {
      if (state.panel === "ask") return;
      stop();
      setTimeout(() => resolve(false));
    });
  });
  return given;
}
let given: boolean | null = null;

async function result(id: string): Promise<CellResult> {
  const view = await engine.cell(id);
  const { kind, state, base, charts, notes, error } = view;
  const findings = view.findings.map(plainSentence);
  return { id, kind, state, base, charts, notes, error, findings };
}

/** Tells hosts of results, traces, troubles and the page's height as they come. */
function watch(): void {
  const told = new Map<string, string>();
  let { trace, trouble } = state;
  onProgress((detail) => emitToHosts("regulars-progress", detail));
  new ResizeObserver(() => emitToHosts("regulars-resize", { height: document.body.offsetHeight })).observe(document.body);
  onChange(() => {
    if (state.trace !== trace && state.trace) emitToHosts("regulars-trace", state.trace);
    if (state.trouble !== trouble && state.trouble) emitToHosts("regulars-error", { title: state.trouble.title, text: state.trouble.text });
    ({ trace, trouble } = state);
    for (const head of state.notebook?.cells ?? []) {
      if (told.get(head.id) === head.stamp) continue;
      told.set(head.id, head.stamp);
      if (head.state !== "done") continue;
      emitToHosts("regulars-result", { cell: head.id, kind: head.kind });
      const finding = state.cells.get(head.id)?.findings[0];
      if (finding) emitToHosts("regulars-finding", { cell: head.id, text: plainSentence(finding) });
    }
  });
}

function quoted(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
