// What others may call: `window.regulars` of the page, and the host of an embedded frame. Promises all.

import type { CellView, RowsView, TableView } from "../pkg/regulars.js";
import { engine, isReady, onProgress } from "./engine.js";
import { openFiles } from "./files.js";
import { answerExport, emitToHosts, rights } from "./hosts.js";
import { eraseAll } from "./keeping.js";
import { callers } from "./link.js";
import { editOrThrow, forgetAll, refresh, runCell, runDue, stopAll, stopCell, takeNotebook } from "./notebook.js";
import { expose } from "./rpc.js";
import { openSample, SAMPLES } from "./samples.js";
import { png, reportHtml, svgOf } from "./saving.js";
import { setAccent, setDensity, setLanguage, setTheme, setView, type Theme } from "./settings.js";
import { change, onChange, state } from "./state.js";
import { language, nearest, t } from "./words.js";
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
  if (!pieces) throw new Error(`there is no stream “${stream}”: send its pieces with chunk first`);
  streams.delete(stream);
  return pieces;
}

/** The bytes of a file, however they came. */
function partsOf(file: unknown): BlobPart[] {
  if (file instanceof Blob || file instanceof ArrayBuffer) return [file];
  if (ArrayBuffer.isView(file)) return [file as Uint8Array<ArrayBuffer>];
  if (typeof file === "object" && file !== null && isStreamed(file as Streamed)) return taken((file as Streamed).stream);
  const advice = typeof file === "string" ? "; of an address, fetch the blob() first; of text, make new Blob([text])" : "";
  throw new TypeError(`loadFile expects a File, Blob or ArrayBuffer, and got ${file === null ? "null" : typeof file}${advice}`);
}

/** A name that the page's reader knows, or an error that says which there are. */
function encodingOf(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new RangeError(`unknown encoding “${label}”; expected a name such as utf-8, big5, gb18030, windows-1252, or none to let it be found out`);
  }
}

const api = {
  /** A piece of a stream of bytes too large for one message; its return is the acknowledgement. */
  chunk(stream: string, bytes: ArrayBuffer): void {
    if (typeof stream !== "string" || !(bytes instanceof ArrayBuffer)) throw new TypeError("chunk expects a name and an ArrayBuffer");
    streams.set(stream, [...(streams.get(stream) ?? []), bytes]);
  },
  /** Reads a table and runs the notebook; resolves with the ids of all sources when the file is read. */
  async loadFile(file: File | Blob | ArrayBuffer | Streamed, options: { name?: string; encoding?: string } = {}): Promise<string[]> {
    const name = options.name ?? (file instanceof File ? file.name : "data.csv");
    const read = options.encoding ? { encoding: encodingOf(options.encoding) } : {};
    const given = new File(partsOf(file), name);
    if (name.endsWith(".json")) await api.setNotebook(await given.text());
    else await openFiles([given], "results", read);
    const failed = state.readings.find((reading) => reading.error);
    if (failed?.error) throw new Error(failed.error.text);
    return state.notebook?.sources.map((source) => source.id) ?? [];
  },
  /** The same from columns in memory. */
  loadColumns(columns: Record<string, ArrayLike<unknown>>, options: { name?: string } = {}): Promise<string[]> {
    return api.loadFile(new Blob([csvOf(columns)]), { name: options.name ?? "columns.csv" });
  },
  /** Runs these cells, or all that are due; resolves when they are done. */
  async run(cells?: string[]): Promise<void> {
    await isReady;
    if (cells !== undefined && !Array.isArray(cells)) throw new TypeError('run expects a list of cells, such as ["c2"], or nothing');
    for (const id of cells ?? []) needCell(id);
    if (cells) for (const id of cells) await runCell(id);
    else await runDue(true);
    await refresh();
  },
  cancel(cell?: string): void {
    if (cell === undefined) return stopAll();
    needCell(cell);
    void stopCell(cell);
  },
  /** The recipe. Refused when it would hold a customer's name or number. */
  getNotebook: (options: { values?: boolean } = {}): Promise<string> => engine.save(options.values ?? true, new Date().toISOString()),
  async setNotebook(json: string | object): Promise<void> {
    await isReady;
    if (json === undefined || json === null) throw new TypeError(`setNotebook expects what getNotebook or regulars-change gave, and got ${json}`);
    await takeNotebook(typeof json === "string" ? json : JSON.stringify(json));
  },
  /** A shared parameter's value; with a cell's id, all parameters of that cell. Resolves when it is taken, not yet calculated. */
  async setParam(id: string, value: unknown): Promise<void> {
    await isReady;
    const params = state.notebook?.params ?? [];
    if (params.some((param) => param.id === id)) return editOrThrow({ op: "param", id, value });
    needCell(id, params.map((param) => param.id));
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError(`setParam("${id}", …) expects an object with that cell's parameters, such as { top_share: 0.1 }; {} sets them all back`);
    }
    const names = (await engine.cell(id)).fields.map((field) => field.name);
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`cell ${id} has no parameter “${unknown.join("”, “")}”; it has ${names.join(", ") || "none"}`);
    await editOrThrow({ op: "params", cell: id, params: value });
  },
  /** Sentences, chart data and standing of a cell. Never rows. */
  async getResult(cell?: string): Promise<CellResult | CellResult[]> {
    await isReady;
    if (cell === undefined) return Promise.all(state.notebook?.cells.map((head) => result(head.id)) ?? []);
    needCell(cell);
    return result(cell);
  },
  /** Rows of a table, when the embedding page was given that right. */
  async getRows(cell: string, table: string, wanted: { offset: number; limit: number } = { offset: 0, limit: 50 }): Promise<RowsView> {
    await needRows();
    await needTable(cell, String(table));
    for (const name of ["offset", "limit"] as const) {
      if (!(Number.isInteger(wanted[name]) && wanted[name] >= 0)) throw new RangeError(`getRows expects { offset, limit } with whole numbers from 0, and got ${name}: ${wanted[name]}`);
    }
    return engine.rows(cell, table, JSON.stringify(wanted));
  },
  /** `results`: results.json; `report`: the scriptless report; `notebook`; a cell's chart as `svg` or `png`; a table of it as `csv`. */
  async export(what: Exported, cell = "", options: { table?: string; scale?: number } = {}): Promise<string | Blob> {
    const kind = KINDS[what];
    if (!kind) throw new TypeError(`export expects one of ${Object.keys(KINDS).join(", ")}, and got ${what}`);
    if (Array.isArray(rights.exports) ? !rights.exports.includes(kind) : !rights.exports) {
      throw new Error(`exports are switched off for ${kind}: the attribute exports would have to be "all" or name ${kind}`);
    }
    if (what === "results") return engine.results();
    if (what === "report") return reportHtml();
    if (what === "notebook") return engine.save(true, new Date().toISOString());
    needCell(cell);
    if (what === "csv") {
      const table = await needTable(cell, options.table);
      if (table.is_personal) await needRows();
      return engine.exportTable(cell, table.id, "{}");
    }
    const [chart] = (await engine.cell(cell)).charts;
    if (!chart) throw new Error(`cell ${cell} has no chart (yet); getResult("${cell}") says how it stands`);
    if (what === "svg") return svgOf(chart);
    const scale = options.scale ?? 2;
    if (!(scale > 0 && scale <= MOST_SCALE)) throw new RangeError(`export("png") expects a scale over 0 and up to ${MOST_SCALE}, and got ${scale}`);
    return png(svgOf(chart), scale);
  },
  async erase(): Promise<void> {
    streams.clear();
    await forgetAll();
    if (!(await eraseAll())) throw new Error("what this computer remembers could not be erased");
  },
  answerExport: (id: number, isAllowed: boolean): void => answerExport(id, isAllowed),
  focusCell(cell: string): void {
    needCell(cell);
    focusCell(cell);
  },
  async configure(options: HostOptions = {}): Promise<void> {
    needOptions(options);
    // What is allowed holds from now on, for the next call too.
    rights.isReadonly = options.readonly ?? rights.isReadonly;
    rights.exports = options.exports ?? rights.exports;
    rights.isDemo = options.demo ?? rights.isDemo;
    rights.rows = options.rows ?? rights.rows;
    rights.answersExports = options.answersExports ?? rights.answersExports;
    rights.persist = options.persist ?? rights.persist;
    if (options.theme) setTheme(options.theme);
    if (options.view) change({ solo: options.view === "cell" ? (options.cell ?? "") : null });
    if (options.view === "brief" || options.view === "workbench") setView(options.view);
    if (options.density) setDensity(options.density === "compact");
    const advice = options.accent === undefined ? null : setAccent(options.accent);
    if (advice) console.warn(`Regulars: ${advice}`);
    if (options.autoheight !== undefined) {
      document.documentElement.toggleAttribute("data-autoheight", options.autoheight);
      if (options.autoheight) tellHeight();
    }
    change();
    const wanted = options.language && nearest(options.language);
    if (wanted && wanted !== language()) await setLanguage(wanted);
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

const KINDS: Record<Exported, string> = { results: "json", report: "html", notebook: "json", svg: "svg", png: "png", csv: "csv" };
/** Larger pictures than browsers draw. */
const MOST_SCALE = 8;

const CHOICES: Partial<Record<keyof HostOptions, string[]>> = {
  theme: ["auto", "light", "dark"],
  view: ["brief", "workbench", "cell"],
  start: ["drop", "none", "sample"],
  density: ["comfortable", "compact"],
  rows: ["deny", "ask", "allow"],
  persist: ["none", "host"],
};

/** Refuses what would be taken for something else. */
function needOptions(options: HostOptions): void {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value: unknown = options[name as keyof HostOptions];
    if (value !== undefined && !choices.includes(value as string)) throw new TypeError(`configure expects ${name} to be one of ${choices.join(", ")}, and got ${String(value)}`);
  }
  const { exports } = options;
  if (exports !== undefined && typeof exports !== "boolean" && !Array.isArray(exports)) throw new TypeError('configure expects exports to be true, false or a list such as ["png", "csv"]');
}

/** Refuses a cell that is not there, and says which are. */
function needCell(id: string, others: string[] = []): void {
  const cells = state.notebook?.cells ?? [];
  if (cells.some((cell) => cell.id === id)) return;
  const known = [...cells.map((cell) => `${cell.id} (${cell.kind})`), ...others];
  const advice = known.length > 0 ? `there are ${known.join(", ")}` : "there is none before a file is read or a notebook is set: loadFile, setNotebook";
  throw new Error(`there is no cell “${id}”; ${advice}`);
}

/** The table of a cell by its id; without one, its first. */
async function needTable(cell: string, id?: string): Promise<TableView> {
  needCell(cell);
  const { tables } = await engine.cell(cell);
  const table = id === undefined ? tables[0] : tables.find((other) => other.id === id);
  if (table) return table;
  throw new Error(`cell ${cell} has no table${id === undefined ? "" : ` “${id}”`}${tables.length > 0 ? `; it has ${tables.map((other) => other.id).join(", ")}` : " (yet)"}`);
}

/** Refuses what the embedding page has no right to. */
async function needRows(): Promise<void> {
  if (rights.rows === "deny") throw new Error('rows are denied: set the attribute rows="ask" (the reader decides) or rows="allow"');
  if (rights.rows === "ask" && !(await askForRows())) throw new Error("the reader did not give the rows; they are asked once a visit");
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
  const seen = new Map<string, CellView>();
  let { trace, trouble } = state;
  onProgress((detail) => emitToHosts("regulars-progress", detail));
  new ResizeObserver(tellHeight).observe(document.body);
  onChange(() => {
    if (state.trace !== trace && state.trace) emitToHosts("regulars-trace", state.trace);
    if (state.trouble !== trouble && state.trouble) emitToHosts("regulars-error", { title: state.trouble.title, text: state.trouble.text });
    ({ trace, trouble } = state);
    for (const head of state.notebook?.cells ?? []) {
      // The heads come first; what they stand for follows.
      const view = state.cells.get(head.id);
      if (!view || seen.get(head.id) === view) continue;
      seen.set(head.id, view);
      if (told.get(head.id) === head.stamp) continue;
      told.set(head.id, head.stamp);
      if (head.state !== "done") continue;
      emitToHosts("regulars-result", { cell: head.id, kind: head.kind });
      const finding = view.findings[0];
      if (finding) emitToHosts("regulars-finding", { cell: head.id, text: plainSentence(finding) });
    }
  });
}

function tellHeight(): void {
  emitToHosts("regulars-resize", { height: document.body.offsetHeight });
}

/** Columns as lines. What a cell of a table cannot hold is an error, never words such as `[object Object]`. */
function csvOf(columns: Record<string, ArrayLike<unknown>>): string {
  const isList = (values: unknown): boolean => Array.isArray(values) || (ArrayBuffer.isView(values) && !(values instanceof DataView));
  const lists = Object.entries(columns ?? {});
  const n = lists[0]?.[1]?.length ?? 0;
  const odd = lists.find(([, values]) => !isList(values) || values.length !== n);
  if (odd) throw new TypeError(`loadColumns expects lists of one length; column “${odd[0]}” is ${isList(odd[1]) ? `${odd[1].length} long, the first ${n}` : "no list"}`);
  if (n === 0) throw new TypeError('loadColumns expects columns with values, such as { customer: ["a"], date: ["2024-01-05"], amount: [10] }');
  const row = (at: number): string => lists.map(([name, values]) => quoted(plain(values[at], name, at))).join(",");
  return [lists.map(([name]) => quoted(name)).join(","), ...Array.from({ length: n }, (_, at) => row(at))].join("\n");
}

function plain(value: unknown, column: string, at: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  if (value instanceof Date && !Number.isNaN(value.getTime())) return dateText(value);
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint" || Number.isFinite(value)) return String(value);
  const said = typeof value === "number" ? String(value) : value instanceof Date ? "an invalid Date" : Array.isArray(value) ? "a list" : `an ${typeof value}`;
  throw new TypeError(`loadColumns expects texts, numbers, booleans, dates or null; “${column}”[${at}] is ${said}`);
}

/** A day where it is midnight, in UTC (`new Date("2024-01-05")`) or on the clock here; with its time otherwise. */
function dateText(date: Date): string {
  const iso = date.toISOString();
  if (iso.endsWith("T00:00:00.000Z")) return iso.slice(0, 10);
  const here = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace("T", " ");
  return here.endsWith(" 00:00:00") ? here.slice(0, 10) : here;
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
