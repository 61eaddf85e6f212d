// <regulars-notebook>: a thin element around the sandboxed page. It brings no wasm, no styles that a policy could
// refuse, and needs no change of the host's policy beyond its own files and, where set, `frame-src` for the page.

import type { Api, CellResult, Exported, HostOptions } from "../src/api.js";
import { sendInPieces } from "../src/chunks.js";
import { remote, type Endpoint, type Remote } from "../src/rpc.js";

const HERE = new URL("regulars.html", import.meta.url).href;
/** Attributes that go to the page as they are. */
const OBSERVED = ["lang", "theme", "view", "readonly", "exports", "rows", "cell", "density", "accent", "demo", "persist", "autoheight"];

const sheet = new CSSStyleSheet();
sheet.replaceSync(":host{display:block;min-height:320px}iframe{display:block;border:0;width:100%;height:100%;min-height:inherit}");

export class RegularsNotebook extends HTMLElement {
  static readonly observedAttributes = OBSERVED;

  #frame = document.createElement("iframe");
  #page: Remote<Api> | null = null;
  #resolve!: (page: Remote<Api>) => void;
  #ready = new Promise<Remote<Api>>((resolve) => (this.#resolve = resolve));

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#frame);
  }

  connectedCallback(): void {
    this.#frame.title = this.getAttribute("title") ?? "Regulars";
    this.#frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals");
    this.#frame.src = this.getAttribute("src") ?? HERE;
    addEventListener("message", this.#hello);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.#hello);
  }

  attributeChangedCallback(): void {
    void this.#page?.configure(this.#options());
  }

  /** Reads a table and builds the notebook; resolves with the ids of the sources. */
  async loadFile(file: File | Blob | ArrayBuffer, options: { name?: string; encoding?: string } = {}): Promise<string[]> {
    const page = await this.#ready;
    // Files and blobs cross by reference, whatever their size.
    const stream = file instanceof ArrayBuffer ? await sendInPieces(file, page.chunk) : null;
    return page.loadFile(stream === null ? file : { stream }, options);
  }
  async loadColumns(columns: Record<string, ArrayLike<unknown>>, options: { name?: string } = {}): Promise<string[]> {
    return (await this.#ready).loadColumns(columns, options);
  }
  async getNotebook(options: { values?: boolean } = {}): Promise<string> {
    return (await this.#ready).getNotebook(options);
  }
  async setNotebook(json: string | object): Promise<void> {
    return (await this.#ready).setNotebook(json);
  }
  async run(cells?: string[]): Promise<void> {
    return (await this.#ready).run(cells);
  }
  async cancel(cell?: string): Promise<void> {
    return (await this.#ready).cancel(cell);
  }
  /** A shared parameter's value; with a cell's id, all parameters of that cell. */
  async setParam(id: string, value: unknown): Promise<void> {
    return (await this.#ready).setParam(id, value);
  }
  /** Sentences, chart data and standing of a cell, or of all; never rows. */
  async getResult(cell?: string): Promise<CellResult | CellResult[]> {
    return (await this.#ready).getResult(cell);
  }
  /** Rows of a table; only with the attribute `rows="allow"`, or `rows="ask"` and the reader's word. */
  async getRows(cell: string, table: string, wanted: { offset: number; limit: number }): Promise<unknown> {
    return (await this.#ready).getRows(cell, table, wanted);
  }
  async export(what: Exported, cell?: string, options?: { table?: string; scale?: number }): Promise<Blob> {
    const content = await (await this.#ready).export(what, cell, options);
    const types = { results: "application/json", report: "text/html", notebook: "application/json", svg: "image/svg+xml", png: "image/png", csv: "text/csv" };
    return new Blob([content], { type: types[what] });
  }
  async erase(): Promise<void> {
    return (await this.#ready).erase();
  }
  async focusCell(cell: string): Promise<void> {
    return (await this.#ready).focusCell(cell);
  }

  /** The page says hello without content; it gets a port, and everything else runs there. */
  #hello = (event: MessageEvent): void => {
    if (event.source !== this.#frame.contentWindow || event.data?.regulars !== 1 || event.data.type !== "hello") return;
    const { port1, port2 } = new MessageChannel();
    const page = remote<Api>(port1 as Endpoint, (name, detail) => void this.#tell(name, detail, page));
    this.#frame.contentWindow?.postMessage({ regulars: 1, type: "connect" }, "*", [port2]);
  };

  async #tell(name: string, detail: unknown, page: Remote<Api>): Promise<void> {
    if (name === "regulars-ready" && !this.#page) {
      this.#page = page;
      await page.configure({ ...this.#options(), start: this.getAttribute("start") as HostOptions["start"] });
      this.#resolve(page);
    }
    if (name === "regulars-resize" && this.hasAttribute("autoheight")) this.style.height = `${(detail as { height: number }).height}px`;
    const isAllowed = this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name === "regulars-export" }));
    if (name === "regulars-export") void page.answerExport((detail as { id: number }).id, isAllowed);
  }

  #options(): HostOptions {
    const options: HostOptions = { readonly: this.hasAttribute("readonly"), answersExports: true };
    const lang = this.getAttribute("lang") || document.documentElement.lang;
    if (lang) options.language = lang;
    const theme = this.getAttribute("theme");
    if (theme === "light" || theme === "dark" || theme === "auto") options.theme = theme;
    const view = this.getAttribute("view");
    if (view === "brief" || view === "workbench" || view === "cell") options.view = view;
    options.cell = this.getAttribute("cell") ?? undefined;
    const kinds = this.getAttribute("exports");
    options.exports = kinds === null || kinds === "all" ? true : kinds === "none" ? false : kinds.split(/\s+/).filter(Boolean);
    const rows = this.getAttribute("rows");
    options.rows = rows === "allow" || rows === "ask" ? rows : "deny";
    options.demo = this.hasAttribute("demo");
    const density = this.getAttribute("density");
    if (density === "comfortable" || density === "compact") options.density = density;
    options.accent = this.getAttribute("accent") ?? undefined;
    options.persist = this.getAttribute("persist") === "host" ? "host" : "none";
    options.autoheight = this.hasAttribute("autoheight");
    return options;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "regulars-notebook": RegularsNotebook;
  }
}

customElements.define("regulars-notebook", RegularsNotebook);
