// A result table. Only the rows in sight are in the document, and only they are asked for.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import type { ColumnView, RowsView, TableView } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { saveTable, type TableGoal } from "../saving.js";
import { change, isMasked, state } from "../state.js";
import { TurnView } from "../turns.js";
import { t, whole } from "../words.js";
import { icons } from "./icons.js";
import { announce } from "./live.js";
import "./menu.js";
import type { MenuItem } from "./menu.js";
import { GridWalk } from "./walk.js";
import { isFar, N_SHORT, N_SHOWN, offsetAt, room } from "./window.js";

/** So long after the last letter it is searched. */
const TYPING_MS = 200;
/** More columns than this do not fit on paper; `print.css` leaves out the others. */
const N_PRINTED = 9;
/** Beside a segment's name stands its id, for programs: in the CSV, not on the screen. */
const FOR_PROGRAMS = "segment_id";

@customElement("rg-table")
export class Table extends TurnView {
  @property() cell = "";
  /** Changes when the rows do. */
  @property() stamp = "";
  @property({ attribute: false }) table!: TableView;
  @own() private page: { offset: number; rows: RowsView } | null = null;
  @own() private sort: string | null = null;
  @own() private isDescending = false;
  @own() private search = "";
  #asked = "";
  #offset = 0;
  #walk = new GridWalk(this, () => ({ nRows: this.#nRows(), nColumns: this.#columns().length }));

  /** Rows that the search leaves. */
  #nRows(): number {
    return this.search && this.page ? this.page.rows.n_rows : this.table.n_rows;
  }

  #columns(): ColumnView[] {
    return this.table.columns.filter(({ key }) => key !== FOR_PROGRAMS);
  }

  protected override render(): TemplateResult {
    const { title, id } = this.table;
    const isShort = this.table.n_rows <= N_SHORT;
    const n_rows = this.#nRows();
    const nShown = this.page?.rows.rows.length ?? 0;
    const { above, below } = room(this.page?.offset ?? 0, nShown, n_rows);
    void this.#ask();
    return html`<div class="table">
      <p class="table-title">
        <b>${title}</b> <span class="quiet">${t("page-rows", { n: whole(n_rows), "n-count": n_rows })}</span>
        ${isShort ? nothing : html`<input type="search" class="find" size="12" aria-label=${t("page-find-in", { name: title })} placeholder=${t("page-find-short")} @input=${this.#find} />`}
        <button class="link" @click=${() => saveTable(this.cell, id)}>${t("page-csv")}</button>
        <rg-menu .label=${t("page-table-more", { name: title })} .icon=${html`${icons.dots}`} .groups=${this.#ways(id)}></rg-menu>
      </p>
      <div class=${isShort ? "grid short" : "grid"} tabindex="0" role="grid" aria-rowcount=${n_rows + 1} aria-colcount=${this.#columns().length} aria-label=${title}
        @scroll=${this.#scroll} @keydown=${this.#walk.keys}>
        <table role="presentation">
          <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">${this.#columns().map((column) => this.#head(column))}</tr>
          </thead>
          <tbody role="rowgroup">
            ${this.#gap(above)} ${this.page?.rows.rows.map((row, at) => this.#row(row, at))} ${this.#gap(below)}
          </tbody>
        </table>
      </div>
      ${this.#columns().length > N_PRINTED ? html`<p class="paper-only quiet">${t("page-columns-printed", { n: N_PRINTED, all: this.#columns().length })}</p>` : nothing}
      ${n_rows > nShown ? html`<p class="paper-only quiet">${t("page-rows-shown", { n: whole(nShown), all: whole(n_rows) })}</p>` : nothing}
    </div>`;
  }

  #ways(id: string): MenuItem[][] {
    const ways: TableGoal[] = ["excel", "programs", "clipboard"];
    return [ways.map((goal) => ({ label: t(`page-table-${goal}`), act: () => void saveTable(this.cell, id, goal) }))];
  }

  #head(column: ColumnView): TemplateResult {
    const isSorted = this.sort === column.key;
    const order = isSorted ? (this.isDescending ? "descending" : "ascending") : "none";
    return html`<th role="columnheader" scope="col" class=${column.is_number ? "right" : ""} aria-sort=${order}>
      <button @click=${() => this.#sortBy(column)}>${column.label}${isSorted ? (this.isDescending ? icons.down : icons.up) : nothing}</button>
    </th>`;
  }

  #row(row: string[], at: number): TemplateResult {
    const position = (this.page?.offset ?? 0) + at;
    let bar = 0;
    const words = (text: string, column: number) =>
      this.table.is_traced && column === 0
        ? html`<button class="number" aria-haspopup="dialog" title=${t("page-trace-title")} @click=${() => this.#trace(at)}>${text}</button>`
        : text;
    return html`<tr role="row" aria-rowindex=${position + 2}>
      ${row.map((text, column) => {
        const about = this.table.columns[column];
        const fill = about?.has_bar ? this.page?.rows.bars[at]?.[bar++] : undefined;
        if (about?.key === FOR_PROGRAMS) return nothing;
        if (fill === undefined) return html`<td role="gridcell" class=${about?.is_number ? "right" : ""}>${words(text, column)}</td>`;
        return html`<td role="gridcell" class="right"><span class="barred"><meter min="0" max="1" .value=${fill} aria-hidden="true"></meter><span>${text}</span></span></td>`;
      })}
    </tr>`;
  }

  #trace(at: number): void {
    const row = this.page?.rows.positions[at];
    if (row !== undefined) change({ trace: { cell: this.cell, place: { rows: { table: this.table.id, rows: [row] } } } });
  }

  #gap(px: number): TemplateResult | typeof nothing {
    if (px <= 0) return nothing;
    return html`<tr class="gap" aria-hidden="true"><td colspan=${this.table.columns.length}><svg width="1" height=${px}></svg></td></tr>`;
  }

  #scroll(event: Event): void {
    const offset = offsetAt((event.target as HTMLElement).scrollTop, this.#nRows());
    if (!isFar(offset, this.#offset, this.#nRows())) return;
    this.#offset = offset;
    void this.#ask();
  }

  #sortBy(column: ColumnView): void {
    // Numbers are wanted largest first, words from the beginning.
    this.isDescending = this.sort === column.key ? !this.isDescending : column.is_number;
    this.sort = column.key;
  }

  #typed: ReturnType<typeof setTimeout> | undefined;

  #find(event: Event): void {
    const search = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => {
      this.search = search;
      this.#offset = 0;
      this.#walk.reset();
      this.querySelector(".grid")?.scrollTo({ top: 0 });
    }, TYPING_MS);
  }

  async #ask(): Promise<void> {
    const { search } = this;
    const wanted = JSON.stringify({
      offset: this.#offset,
      limit: N_SHOWN,
      sort: this.sort,
      is_descending: this.isDescending,
      is_masked: isMasked(),
      search,
    });
    const asked = `${this.stamp} ${document.documentElement.lang} ${wanted}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    const offset = this.#offset;
    const rows = await engine.rows(this.cell, this.table.id, wanted).catch((fault: unknown) => {
      // All was forgotten while this was under way.
      if (!state.cells.has(this.cell)) return null;
      throw fault;
    });
    if (asked !== this.#asked || !rows) return;
    if (search && rows.n_rows !== this.page?.rows.n_rows) announce(t("page-rows", { n: whole(rows.n_rows), "n-count": rows.n_rows }));
    this.page = { offset, rows };
  }
}
