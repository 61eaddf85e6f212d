// <regulars-notebook>: a thin element around the sandboxed page. It brings no wasm, no styles that a policy could
// refuse, and needs no change of the host's policy beyond its own files and, where set, `frame-src` for the page.

import type { Api, CellResult, Exported, HostOptions } from "../src/api.js";
import { sendInPieces } from "../src/chunks.js";
import { remote, type Endpoint, type Remote } from "../src/rpc.js";
import type { RegularsNotebook as Told, Rows } from "./types.js";

const HERE = new URL("regulars.html", import.meta.url).href;
/** Attributes that go to the page, at once when they change. */
const OBSERVED = ["lang", "theme", "view", "readonly", "exports", "rows", "cell", "density", "accent", "demo", "persist", "autoheight"];
const KINDS = ["png", "svg", "csv", "html", "pdf", "json", "pmml"];
/** The page greets while it loads; one that has loaded and is silent for so long is not ours, or was kept from running. */
const PATIENCE_MS = 5000;

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host{display:block;height:min(80vh,800px);min-height:320px}:host([hidden]){display:none}iframe{display:block;border:0;width:100%;height:100%;min-height:inherit}",
);

/** The types that hosts are given hold. */
export class RegularsNotebook extends HTMLElement implements Told {
  static readonly observedAttributes = [...OBSERVED, "title"];

  #frame = document.createElement("iframe");
  #page: Remote<Api> | null = null;
  #ready!: Promise<Remote<Api>>;
  #resolve!: (page: Remote<Api>) => void;
  #reject!: (fault: Error) => void;
  /** Ends what waits for a page that is gone. */
  #link = new AbortController();
  /** Has the page greeted since the frame was last loaded? */
  #heard: "not yet" | "yes" | "never" = "not yet";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(this.#frame);
    this.#frame.addEventListener("load", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#silent(), PATIENCE_MS);
    });
    this.#begin();
  }

  connectedCallback(): void {
    this.#frame.title = this.getAttribute("title") ?? "Regulars";
    this.#frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals");
    this.#heard = "not yet";
    this.#frame.src = this.getAttribute("src") ?? HERE;
    addEventListener("message", this.#hello);
  }

  /** The browser ends the page of a frame that is taken out; added again, the element starts anew. */
  disconnectedCallback(): void {
    removeEventListener("message", this.#hello);
    clearTimeout(this.#timer);
    this.#end(new Error("<regulars-notebook> was taken out of the page, which ended this notebook; add it again, wait for regulars-ready, and give the file again"));
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === "title") this.#frame.title = after ?? "Regulars";
    if (before === after || name === "title") return;
    if (name === "autoheight" && after === null) this.style.height = "";
    this.#page?.configure(this.#option(name)).catch(() => {});
  }

  /** From now on, calls wait for the page's greeting. */
  #begin(): void {
    this.#link = new AbortController();
    this.#ready = new Promise((resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]));
    // Whoever calls is told; without a caller, there is `regulars-error`.
    this.#ready.catch(() => {});
  }

  #end(fault: Error): void {
    this.#page = null;
    this.#reject(fault);
    this.#link.abort(fault);
    this.#begin();
  }

  #silent(): void {
    if (!this.isConnected || this.#heard !== "not yet") return;
    this.#heard = "never";
    const text =
      `Nothing answered from ${this.#frame.src}. Expected there: regulars.html, allowed by the frame-src of this page's policy, ` +
      "and sent without a Content-Security-Policy or X-Frame-Options of the server's (it carries its own policy; two policies add up).";
    console.error(`<regulars-notebook>: ${text}`);
    this.#reject(new Error(text));
    this.dispatchEvent(new CustomEvent("regulars-error", { detail: { title: "Regulars", text }, bubbles: true, composed: true }));
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
  async getRows(cell: string, table: string, wanted: { offset: number; limit: number }): Promise<Rows> {
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
    // A second greeting, or a late one: the frame was loaded again.
    if (this.#heard !== "not yet") this.#end(new Error("the notebook's frame was loaded again, which ended this notebook"));
    this.#heard = "yes";
    const { port1, port2 } = new MessageChannel();
    const page = remote<Api>(port1 as Endpoint, (name, detail) => void this.#tell(name, detail, page), this.#link.signal);
    this.#frame.contentWindow?.postMessage({ regulars: 1, type: "connect" }, "*", [port2]);
  };

  async #tell(name: string, detail: unknown, page: Remote<Api>): Promise<void> {
    if (name === "regulars-ready" && !this.#page) {
      this.#page = page;
      const start = this.#oneOf("start", ["drop", "none", "sample"]);
      await page.configure({ ...this.#options(), start }).catch((fault: Error) => this.#page === page && this.#warn(fault.message));
      if (this.#page !== page) return;
      this.#resolve(page);
    }
    if (name === "regulars-resize" && this.hasAttribute("autoheight")) this.style.height = `${(detail as { height: number }).height}px`;
    const isAllowed = this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: name === "regulars-export" }));
    if (name === "regulars-export") page.answerExport((detail as { id: number }).id, isAllowed).catch(() => {});
  }

  /** What all attributes say; those that are not there leave the page as it is. */
  #options(): HostOptions {
    const given = OBSERVED.filter((name) => name === "lang" || this.hasAttribute(name));
    return Object.assign({ answersExports: true }, ...given.map((name) => this.#option(name)));
  }

  /** What one attribute says, or what holds without it. */
  #option(name: string): HostOptions {
    const value = this.getAttribute(name);
    switch (name) {
      case "lang":
        return { language: value || document.documentElement.lang || undefined };
      case "theme":
        return { theme: this.#oneOf(name, ["auto", "light", "dark"]) };
      case "view":
      case "cell":
        if (this.getAttribute("view") === "cell" && !this.getAttribute("cell")) this.#warn('view="cell" needs the attribute cell, such as cell="c2"');
        return { view: this.#oneOf("view", ["brief", "workbench", "cell"]), cell: this.getAttribute("cell") ?? undefined };
      case "exports": {
        if (value === null || value === "all") return { exports: true };
        const kinds = value === "none" ? [] : value.split(/[\s,]+/).filter(Boolean);
        const unknown = kinds.filter((kind) => !KINDS.includes(kind));
        if (unknown.length > 0) this.#warn(`exports="${value}": expected all, none, or kinds among ${KINDS.join(" ")}; ${unknown.join(" ")} is ignored`);
        return { exports: kinds };
      }
      case "rows":
        return { rows: this.#oneOf(name, ["deny", "ask", "allow"]) };
      case "density":
        return { density: this.#oneOf(name, ["comfortable", "compact"]) };
      case "accent":
        return { accent: value ?? "" };
      case "persist":
        return { persist: this.#oneOf(name, ["none", "host"]) };
      default:
        return { [name]: value !== null };
    }
  }

  /** The attribute's value; the first of `values` where it is missing or none of them. */
  #oneOf<const T extends readonly [string, ...string[]]>(name: string, values: T): T[number] {
    const value = this.getAttribute(name);
    const known = values.find((other): other is T[number] => other === value);
    if (value !== null && known === undefined) this.#warn(`${name}="${value}": expected one of ${values.join(", ")}; taken for ${values[0]}`);
    return known ?? values[0];
  }

  #warn(text: string): void {
    console.warn(`<regulars-notebook>: ${text}`);
  }
}

customElements.define("regulars-notebook", RegularsNotebook);
