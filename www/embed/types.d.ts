// Types of the embed element, for pages written in TypeScript. `dist/site/element.d.ts` is this file.

/** What is wrong with a cell, in words. */
export interface Fault {
  /** `insufficient`, `missing`, `parameter` … */
  kind: string;
  text: string;
  hint: string | undefined;
  /** What can be said all the same. */
  instead: string | undefined;
}

/** A cell without its rows. */
export interface Result {
  id: string;
  kind: string;
  state: string;
  /** What the numbers rest on. */
  base: string | undefined;
  charts: object[];
  notes: string[];
  error: Fault | undefined;
  findings: string[];
}

/** A page of a table's rows, as text. */
export interface Rows {
  n_rows: number;
  rows: string[][];
}

export type Exported = "results" | "report" | "notebook" | "svg" | "png" | "csv";

/** `<regulars-notebook>`. Every method rejects with an `Error` that says what was expected. */
export declare class RegularsNotebook extends HTMLElement {
  /** Ids of the sources read. */
  loadFile(file: File | Blob | ArrayBuffer, options?: { name?: string; encoding?: string }): Promise<string[]>;
  loadColumns(columns: Record<string, ArrayLike<unknown>>, options?: { name?: string }): Promise<string[]>;
  /** The recipe as JSON; without `values`, nothing that was picked from the data. */
  getNotebook(options?: { values?: boolean }): Promise<string>;
  setNotebook(json: string | object): Promise<void>;
  run(cells?: string[]): Promise<void>;
  cancel(cell?: string): Promise<void>;
  /** A cell's parameters by its id, or the value of a parameter that cells share. */
  setParam(id: string, value: unknown): Promise<void>;
  /** One cell, or all of them. */
  getResult(cell?: string): Promise<Result | Result[]>;
  /** Only where the attribute `rows` gives the right. */
  getRows(cell: string, table: string, wanted: { offset: number; limit: number }): Promise<Rows>;
  export(what: Exported, cell?: string, options?: { table?: string; scale?: number }): Promise<Blob>;
  /** Data, notebook, and what is stored. */
  erase(): Promise<void>;
  focusCell(cell: string): Promise<void>;
}

/** The `detail` of each event. */
export interface RegularsEvents {
  "regulars-ready": undefined;
  "regulars-loaded": { sources: string[] };
  "regulars-progress": { cell: string; stage: string; done: number; total: number };
  "regulars-result": { cell: string; kind: string };
  "regulars-finding": { cell: string; text: string };
  "regulars-trace": { cell: string; place: unknown };
  /** `null` after the reader erased everything. */
  "regulars-change": { notebook: string | null };
  /** `preventDefault()` keeps the file in the page. */
  "regulars-export": { name: string };
  "regulars-error": { title: string; text: string };
  "regulars-resize": { height: number };
}

declare global {
  interface HTMLElementTagNameMap {
    "regulars-notebook": RegularsNotebook;
  }
}
