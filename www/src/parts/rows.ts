// All rows of a file as they were read, with their lines: sorted, searched, and never more of them in the document than
// can be seen.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import type { Passport, SheetColumn, SheetView } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { isMasked, View } from "../state.js";
import { language, t, whole } from "../words.js";
import { icons } from "./icons.js";
import { announce } from "./live.js";
import { GridWalk } from "./walk.js";
import { isFar, N_SHOWN, offsetAt, room, topOf } from "./window.js";

/** Rows above a line that was gone to. */
const N_BEFORE = 10;

@customElement("rg-rows")
export class Rows extends View {
  @property() source = "";
  @property({ attribute: false }) passport: Passport | null = null;
  @own() private page: { offset: number; sheet: SheetView } | null = null;
  @own() private isOpen = false;
  @own() private sort: string | null = null;
  @own() private isDescending = false;
  @own() private search = "";
  /** The line that was gone to. */
  @own() private line: number | null = null;
  #offset = 0;
  #asked = "";
  #walk = new GridWalk(this, () => ({ nRows: this.page?.sheet.n_rows ?? 0, nColumns: (this.page?.sheet.columns.length ?? 0) + 1 }));

  /** Opens the rows at a line of the file; at the last row before it where none begins on the line. */
  async showLine(line: number): Promise<void> {
    this.isOpen = true;
    this.sort = null;
    this.search = "";
    const at = async (offset: number): Promise<number> => {
      const wanted = { offset, limit: 1, sort: null, is_descending: false, search: "", is_masked: isMasked() };
      return (await engine.sheet(this.source, JSON.stringify(wanted))).rows[0]?.line ?? Infinity;
    };
    // Lines grow with the rows, so the first row after the line is found by halving.
    let [low, high] = [0, this.passport?.n_rows ?? 0];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await at(middle)) <= line) low = middle + 1;
      else high = middle;
    }
    low = Math.max(0, low - 1);
    this.line = (await at(low)) === Infinity ? null : await at(low);
    this.#offset = Math.max(0, low - N_BEFORE);
    await this.#ask();
    await this.updateComplete;
    const grid = this.querySelector<HTMLElement>(".grid");
    grid?.scrollTo({ top: topOf(low - 2, this.passport?.n_rows ?? 0) });
    grid?.scrollIntoView({ block: "center" });
    grid?.focus({ preventScroll: true });
  }

  /** Read in another way, or another file: from the first row again. */
  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("source") && !changed.has("passport")) return;
    this.page = this.sort = this.line = null;
    this.search = this.#asked = "";
    this.#offset = 0;
    this.#walk.reset();
  }

  protected override render(): TemplateResult {
    if (this.isOpen) void this.#ask();
    return html`<details class="rows" ?open=${this.isOpen} @toggle=${(event: Event) => (this.isOpen = (event.target as HTMLDetailsElement).open)}>
      <summary>${t("page-all-rows")}</summary>
      ${this.page ? this.#grid(this.page) : nothing}
    </details>`;
  }

  #grid({ offset, sheet }: { offset: number; sheet: SheetView }): TemplateResult {
    const { above, below } = room(offset, sheet.rows.length, sheet.n_rows);
    return html`<p class="table-title">
        <input type="search" class="find" aria-label=${t("page-find-rows")} placeholder=${t("page-find-rows")} @change=${this.#find} />
        <span class="quiet" role="status">${t("page-rows", { n: whole(sheet.n_rows), "n-count": sheet.n_rows })}</span>
      </p>
      <div class="grid" tabindex="0" role="grid" aria-rowcount=${sheet.n_rows + 1} aria-colcount=${sheet.columns.length + 1}
        aria-label=${t("page-rows-of", { name: this.passport?.file ?? "" })} @scroll=${this.#scroll} @keydown=${this.#walk.keys}>
        <table role="presentation">
          <thead role="rowgroup"><tr role="row" aria-rowindex="1"><th role="columnheader" scope="col" class="right">${t("page-line")}</th>${sheet.columns.map((column) => this.#head(column))}</tr></thead>
          <tbody role="rowgroup">
            ${this.#gap(above)}
            ${sheet.rows.map(
              (row, at) => html`<tr role="row" aria-rowindex=${offset + at + 2} aria-current=${row.line === this.line ? "true" : nothing}>
                <td role="gridcell" class="right quiet">${whole(row.line)}</td>
                ${row.cells.map((cell, column) => html`<td role="gridcell" class=${sheet.columns[column]?.is_number ? "right" : ""}>${cell}</td>`)}
              </tr>`,
            )}
            ${this.#gap(below)}
          </tbody>
        </table>
      </div>`;
  }

  #head(column: SheetColumn): TemplateResult {
    const isSorted = this.sort === column.name;
    const order = isSorted ? (this.isDescending ? "descending" : "ascending") : "none";
    return html`<th role="columnheader" scope="col" class=${column.is_number ? "right" : ""} aria-sort=${order}>
      <button @click=${() => this.#sortBy(column)}>${column.name}${isSorted ? (this.isDescending ? icons.down : icons.up) : nothing}</button>
    </th>`;
  }

  #gap(px: number): TemplateResult | typeof nothing {
    if (px <= 0) return nothing;
    return html`<tr class="gap" aria-hidden="true"><td colspan=${(this.page?.sheet.columns.length ?? 0) + 1}><svg width="1" height=${px}></svg></td></tr>`;
  }

  #scroll(event: Event): void {
    const nRows = this.page?.sheet.n_rows ?? 0;
    const offset = offsetAt((event.target as HTMLElement).scrollTop, nRows);
    if (!isFar(offset, this.#offset, nRows)) return;
    this.#offset = offset;
    void this.#ask();
  }

  #sortBy(column: SheetColumn): void {
    this.isDescending = this.sort === column.name ? !this.isDescending : column.is_number;
    this.sort = column.name;
  }

  #find(event: Event): void {
    this.search = (event.target as HTMLInputElement).value.trim();
    this.#offset = 0;
    this.#walk.reset();
    this.querySelector(".grid")?.scrollTo({ top: 0 });
  }

  async #ask(): Promise<void> {
    const { sort, search, isDescending: is_descending } = this;
    const wanted = JSON.stringify({ offset: this.#offset, limit: N_SHOWN, sort, is_descending, search, is_masked: isMasked() });
    const asked = `${this.source} ${language()} ${wanted}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    const offset = this.#offset;
    const { passport } = this;
    const sheet = await engine.sheet(this.source, wanted).catch(() => null);
    if (!sheet) return void (this.#asked = "");
    if (passport !== this.passport || asked !== this.#asked) return;
    if (search && sheet.n_rows !== this.page?.sheet.n_rows) announce(t("page-rows", { n: whole(sheet.n_rows), "n-count": sheet.n_rows }));
    this.page = { offset, sheet };
  }
}
