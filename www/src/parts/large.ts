// A file that may not fit into memory, or did not: the first rows, whole customers, fewer columns, or the whole of it.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import { engine } from "../engine.js";
import type { ReadOptions } from "../files.js";
import { allRows, columnBytes, safeBytes } from "../part.js";
import { View, type ReadingState } from "../state.js";
import { chooseAfterStop } from "../stream.js";
import { bytes, t, whole } from "../words.js";

type Way = "rows" | "customers" | "all";

/** Rows are told in steps of so many. */
const STEP = 1000;

@customElement("rg-large")
export class Large extends View {
  @property({ attribute: false }) reading!: ReadingState;
  @own() private way: Way = "rows";
  @own() private nRows = 0;
  @own() private oneIn = 2;
  @own() private column = "";
  @own() private left = new Set<string>();

  /** Proposals: what fits for certain. */
  override connectedCallback(): void {
    super.connectedCallback();
    const { nBytes, preview, why } = this.reading;
    const fits = why === "refused" ? (preview?.n_rows ?? 0) * 0.7 : allRows(this.reading) * (safeBytes() / nBytes);
    this.nRows = Math.max(STEP, Math.floor(fits / STEP) * STEP);
    this.oneIn = Math.max(2, Math.ceil(allRows(this.reading) / this.nRows));
    void engine.customerColumn(this.#columns()).then((column) => (this.column = column ?? this.#columns()[0] ?? ""));
  }

  protected override render(): TemplateResult {
    const { reading } = this;
    const size = { size: bytes(reading.nBytes), n: whole(Math.ceil(allRows(reading) / STEP) * STEP), read: whole(reading.preview?.n_rows ?? 0), safe: bytes(safeBytes()) };
    const isTable = this.#columns().length > 1;
    return html`<div class="note large" role="alert">
      <p><b>${t(reading.why === "refused" ? "page-refused" : "page-too-large", size)}</b></p>
      <fieldset class="levels">
        <legend>${t("page-large-which")}</legend>
        ${this.#way("rows", this.#number("page-large-rows", this.nRows, 1, (n) => (this.nRows = n)))}
        ${isTable ? this.#way("customers", html`${this.#number("page-large-one-in", this.oneIn, 2, (n) => (this.oneIn = n))} ${this.#customers()}`) : nothing}
        ${reading.why === "refused" && this.left.size === 0 ? nothing : this.#way("all", nothing)}
      </fieldset>
      ${isTable ? this.#pickColumns() : nothing}
      <p role="status" class=${this.#need() > safeBytes() ? "bad" : "quiet"}>${t("page-large-need", { need: bytes(this.#need()), safe: bytes(safeBytes()) })}</p>
      <p class="actions">
        <button class="main" @click=${this.#read}>${t("page-large-read")}</button>
        <button class="pill" @click=${() => chooseAfterStop("forget")}>${t("page-forget-file", { name: reading.name })}</button>
      </p>
    </div>`;
  }

  /** Touching what belongs to a way chooses it. */
  #way(way: Way, more: unknown): TemplateResult {
    const choose = (): void => void (this.way = way);
    return html`<div class="choice" @input=${choose} @change=${choose}>
      <label><input type="radio" name="way" value=${way} .checked=${this.way === way} /> ${t(`page-large-way-${way}`)}</label>
      ${more}
    </div>`;
  }

  #number(key: string, value: number, least: number, take: (n: number) => void): TemplateResult {
    const read = (event: Event): void => take(Math.max(least, Math.round(Number((event.target as HTMLInputElement).value) || least)));
    return html`<input type="number" min=${least} step="any" .value=${String(value)} aria-label=${t(key)} @input=${read} />`;
  }

  #customers(): TemplateResult {
    return html`<select aria-label=${t("page-large-column")} @change=${(event: Event) => (this.column = (event.target as HTMLSelectElement).value)}>
      ${this.#columns().map((name) => html`<option value=${name} ?selected=${name === this.column}>${name}</option>`)}
    </select>`;
  }

  /** Every column with what it weighs. */
  #pickColumns(): TemplateResult {
    const weights = columnBytes(this.reading);
    return html`<details>
      <summary>${t("page-large-columns", { n: this.#columns().length - this.left.size, all: this.#columns().length })}</summary>
      ${this.#columns().map(
        (name, at) => html`<label class="choice">
          <input type="checkbox" .checked=${!this.left.has(name)} @change=${() => this.#toggle(name)} /> ${name} <small>${bytes(Math.round(weights[at] ?? 0))}</small>
        </label>`,
      )}
    </details>`;
  }

  #toggle(name: string): void {
    const left = new Set(this.left);
    if (!left.delete(name)) left.add(name);
    this.left = left;
  }

  #columns(): string[] {
    return this.reading.preview?.columns ?? [];
  }

  /** About how much of the file would be held. */
  #need(): number {
    const nAll = Math.max(1, allRows(this.reading));
    const rows = this.way === "rows" ? Math.min(1, this.nRows / nAll) : this.way === "customers" ? 1 / this.oneIn : 1;
    const weights = columnBytes(this.reading);
    const kept = weights.reduce((sum, weight, at) => sum + (this.left.has(this.#columns()[at] ?? "") ? 0 : weight), 0);
    return rows * (weights.length > 0 ? kept : this.reading.nBytes);
  }

  #read(): void {
    const kept = this.#columns().filter((name) => !this.left.has(name));
    const options: ReadOptions = {
      ...(this.left.size > 0 && kept.length > 0 ? { only_columns: kept } : {}),
      ...(this.way === "rows" ? { first_rows: this.nRows } : {}),
      ...(this.way === "customers" && this.column ? { customers: { column: this.column, one_in: this.oneIn } } : {}),
    };
    const isRefused = this.reading.why === "refused";
    chooseAfterStop(isRefused || Object.keys(options).length > 0 ? options : "continue");
  }
}
