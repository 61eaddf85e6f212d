// A cell: question, finding, chart, what it rests on; then how it was done, the check, the tables, the note.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import type { CellHead, CellView } from "../../pkg/regulars.js";
import { rights } from "../hosts.js";
import { edit, removeCell, runCell, runDue, stopCell } from "../notebook.js";
import { copyChart, saveChart, saveFile, saveTable } from "../saving.js";
import { change, state } from "../state.js";
import { TurnView } from "../turns.js";
import { t } from "../words.js";
import { icons } from "./icons.js";
import "./own-sentence.js";
import { partOf } from "./part.js";
import { prose } from "./prose.js";
import { plainSentence, sentence } from "./sentence.js";
import "./chart.js";
import "./how.js";
import "./menu.js";
import type { MenuItem } from "./menu.js";
import "./table.js";

/** The kind of cells that hold the reader's own words. */
const TEXT = "text";

const CHECK_ICONS = { held: icons.check, weak: icons.weak, did_not_hold: icons.cross };

@customElement("rg-cell")
export class Cell extends TurnView {
  @property() cell = "";
  @property({ type: Number }) place = 0;
  @own() private showsTables = false;
  @own() private isHowOpen = false;
  @own() private isEditing = false;

  /** Key T: chart or table. */
  toggleTables(): void {
    this.showsTables = !this.showsTables;
  }

  protected override render(): TemplateResult | typeof nothing {
    const head = state.notebook?.cells.find((cell) => cell.id === this.cell);
    const view = state.cells.get(this.cell);
    if (!head) return nothing;
    const isWorkbench = state.view === "workbench";
    // In Brief a cell that cannot run here is left to the outline; one that says "too early" is a finding.
    if (!isWorkbench && (head.state === "blocked" || head.state === "unknown")) return nothing;
    return html`<section
      class="cell ${head.state}"
      id=${head.id}
      tabindex="-1"
      aria-labelledby="${head.id}-question"
      @focusin=${() => state.focus !== head.id && change({ focus: head.id })}
    >
      <div class="cell-head">
        <h2 class=${head.kind === TEXT && !isWorkbench ? "question unseen" : "question"} id="${head.id}-question">${head.question}</h2>
        ${rights.isReadonly || state.presenting !== null ? nothing : html`<rg-menu class="cell-menu" .label=${t("page-cell-menu", { name: head.name })} .icon=${html`${icons.dots}`} .groups=${this.#menu(head, view)}></rg-menu>`}
      </div>
      ${this.#progress(head)} ${view ? this.#body(head, view, isWorkbench) : html`<div class="skeleton" aria-hidden="true"></div>`}
    </section>`;
  }

  #body(head: CellHead, view: CellView, isWorkbench: boolean): TemplateResult {
    if (head.kind === TEXT) return this.#text(view, isWorkbench);
    const [first, ...others] = view.findings;
    const isEmpty = !first && !view.error;
    // The calculated sentence stays in sight, and its numbers open their rows.
    const isOwn = first !== undefined && view.sentence !== "";
    return html`
      ${this.#stale(head)} ${this.#error(head, view)}
      ${first && (isOwn || this.isEditing)
        ? html`<rg-own-sentence .cell=${head.id} .text=${view.sentence} .calculated=${plainSentence(first)} .isOpen=${this.isEditing} @closed=${() => (this.isEditing = false)}></rg-own-sentence>`
        : first
          ? html`<p class="finding">${sentence(head.id, 0, first)}</p>`
          : nothing}
      ${isEmpty && !state.running.has(head.id) ? html`<div class="skeleton" aria-hidden="true"></div>` : nothing}
      ${view.base ? html`<p class="base">${view.base} ${partOf()}</p>` : nothing}
      ${this.showsTables ? nothing : view.charts.slice(0, isWorkbench ? undefined : 1).map((spec, at) => html`<rg-chart .spec=${spec} .cell=${head.id} .hasTitle=${at > 0} .said=${view.base ?? ""}></rg-chart>`)}
      ${others.length > 0 || isOwn
        ? html`<ul class="more">
            ${isOwn ? html`<li>${sentence(head.id, 0, first)}</li>` : nothing}${others.map((finding, at) => html`<li>${sentence(head.id, at + 1, finding)}</li>`)}
          </ul>`
        : nothing}
      ${view.notes.length > 0 ? html`<ul class="cautions">${view.notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
      ${first ? this.#foot(view) : nothing}
      ${this.isHowOpen || isWorkbench ? html`<rg-how .view=${view}></rg-how>` : nothing}
      ${this.showsTables || isWorkbench ? nothing : this.#slideTable(head, view)}
      ${this.showsTables || isWorkbench ? view.tables.map((table) => html`<rg-table .cell=${head.id} .stamp=${head.stamp} .table=${table}></rg-table>`) : nothing}
      ${this.#note(head, isWorkbench)}
    `;
  }

  /** A slide without a picture shows its list, customers as numbers. */
  #slideTable(head: CellHead, view: CellView): TemplateResult | typeof nothing {
    const table = view.tables[0];
    if (state.presenting === null || view.charts.length > 0 || !table) return nothing;
    return html`<rg-table .cell=${head.id} .stamp=${head.stamp} .table=${table}></rg-table>`;
  }

  /** The reader's own words, and the field to write them in. */
  #text(view: CellView, isWorkbench: boolean): TemplateResult {
    const isWriting = !rights.isReadonly && state.presenting === null && (isWorkbench || view.prose.length === 0);
    return html`${view.prose.length > 0 ? prose(view.prose) : nothing} ${isWriting ? html`<rg-how .view=${view}></rg-how>` : nothing}`;
  }

  #foot(view: CellView): TemplateResult {
    return html`<p class="foot">
      ${view.checked
        ? html`<span class="checked ${view.checked.state}">${CHECK_ICONS[view.checked.state]} ${view.checked.text}</span>`
        : nothing}
      ${view.method.length + view.fields.length > 0 && state.view === "brief"
        ? html`<button class="link" aria-expanded=${this.isHowOpen} @click=${() => (this.isHowOpen = !this.isHowOpen)}>${t("page-how")}</button>`
        : nothing}
      ${view.tables.length > 0
        ? html`<button class="link" aria-expanded=${this.showsTables} @click=${this.toggleTables}>${t(!this.showsTables ? "page-show-table" : view.charts.length > 0 ? "page-show-chart" : "page-hide-table")}</button>`
        : nothing}
    </p>`;
  }

  #progress(head: CellHead): TemplateResult | typeof nothing {
    const running = state.running.get(head.id);
    if (!running) return nothing;
    const seconds = (performance.now() - running.since) / 1000;
    const share = running.total > 0 ? running.done / running.total : undefined;
    // Sooner than this a guess would be a bad one.
    const left = share && share > 0.2 && seconds > 1 ? (seconds / share) * (1 - share) : 0;
    return html`<p class="progress">
      <progress max="1" value=${share ?? nothing} aria-label=${t("page-state-running")}></progress>
      <span class="quiet">${seconds > 1 ? `${seconds.toFixed(1)} s` : t("page-state-running")}${left > 1 ? ` · ${t("page-left", { s: left.toFixed(0) })}` : nothing}</span>
      <button class="pill" @click=${() => stopCell(head.id)}>${t("page-stop")}</button>
    </p>`;
  }

  #stale(head: CellHead): TemplateResult | typeof nothing {
    if (head.state !== "stale" || state.running.has(head.id)) return nothing;
    const seconds = Math.max(1, Math.round(head.milliseconds / 1000));
    const at = state.ranAt.get(head.id);
    return html`<p class="stale-note">${at ? t("page-stale-at", { at: new Date(at) }) : t("page-stale")} <button class="link" @click=${() => runDue(true)}>${t("page-update", { s: seconds })}</button></p>`;
  }

  #error(head: CellHead, view: CellView): TemplateResult | typeof nothing {
    const crash = state.crashed.get(head.id);
    if (crash) {
      return html`<div class="note bad" role="alert"><p>${t("page-cell-crashed")}</p>
        <p class="actions"><button class="pill" @click=${() => runCell(head.id)}>${t("page-try-again")}</button></p></div>`;
    }
    if (!view.error || (head.state === "empty" && view.error.kind === "missing")) return nothing;
    const isFault = view.error.kind === "internal" || view.error.kind === "parameter";
    return html`<div class=${isFault ? "note bad" : "note"}>
      <p>${view.error.text}</p>
      ${view.error.instead ? html`<p>${view.error.instead}</p>` : nothing} ${view.error.hint ? html`<p class="quiet">${view.error.hint}</p>` : nothing}
    </div>`;
  }

  #note(head: CellHead, isWorkbench: boolean): TemplateResult | typeof nothing {
    if (state.presenting !== null) return nothing;
    if (!isWorkbench || rights.isReadonly) return head.note ? html`<p class="own-note">${head.note}</p>` : nothing;
    return html`<label class="own-note"><span class="quiet">${t("page-note")}</span>
      <textarea rows="1" .value=${head.note} @change=${(event: Event) => edit({ op: "note", cell: head.id, text: (event.target as HTMLTextAreaElement).value })}></textarea>
    </label>`;
  }

  #menu(head: CellHead, view: CellView | undefined): MenuItem[][] {
    const last = (state.notebook?.cells.length ?? 1) - 1;
    const chart = view?.charts[0];
    const places: MenuItem[] = [
      { label: t("page-move-up"), about: "Alt+↑", isDisabled: this.place === 0, act: () => void edit({ op: "move", cell: head.id, to: this.place - 1 }) },
      { label: t("page-move-down"), about: "Alt+↓", isDisabled: this.place === last, act: () => void edit({ op: "move", cell: head.id, to: this.place + 1 }) },
      { label: t("page-duplicate"), about: "D", act: () => void edit({ op: "duplicate", cell: head.id }) },
      { label: t("page-delete"), about: "Del", act: () => void removeCell(head.id) },
    ];
    if (head.kind === TEXT) return [places];
    return [
      [
        { label: t("page-run"), about: "R", act: () => void runCell(head.id) },
        ...(view && view.findings.length > 0 ? [{ label: t("page-edit-sentence"), act: () => (this.isEditing = true) }] : []),
      ],
      [
        ...(chart
          ? [
              { label: t("page-chart-svg"), act: () => saveChart(head.id, chart, "svg") },
              { label: t("page-chart-png"), act: () => saveChart(head.id, chart, "png") },
              { label: t("page-chart-png-large"), act: () => saveChart(head.id, chart, "png", 3) },
              { label: t("page-chart-copy"), act: () => void copyChart(head.id, chart) },
            ]
          : []),
        ...(view?.tables.map((table) => ({ label: t("page-table-csv", { name: table.title }), act: () => void saveTable(head.id, table.id) })) ?? []),
        ...(view?.files.map((name) => ({ label: t("page-save-file", { name }), act: () => void saveFile(head.id, name) })) ?? []),
      ],
      places,
    ];
  }
}
