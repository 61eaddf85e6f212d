// S3, S4: the notebook. Outline on the left, the note in the middle, the rows behind a number on the right.

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { customElement } from "lit/decorators.js";
import { rights } from "../hosts.js";
import { isFramed } from "../link.js";
import { presentNext, slides, stopPresenting } from "../presenter.js";
import { setView } from "../settings.js";
import { state, View } from "../state.js";
import { t } from "../words.js";
import "./add.js";
import "./appendix.js";
import "./cell.js";
import "./changes.js";
import "./front.js";
import { hint } from "./hint.js";
import "./outline.js";
import "./params.js";
import "./receipt.js";
import "./source.js";
import "./trace.js";

@customElement("rg-results")
export class Results extends View {
  /** Whoever opened a file by keys goes on at the notebook. */
  protected override firstUpdated(): void {
    if (document.activeElement === document.body && state.solo === null) document.getElementById("main")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    if (state.presenting !== null) return this.#slide();
    const cells = state.notebook?.cells ?? [];
    if (state.solo !== null) return this.#solo(state.solo);
    if (isFramed && cells.length + (state.notebook?.sources.length ?? 0) === 0) {
      return html`<main id="main" tabindex="-1" class="column"><p class="quiet">${t("page-awaits-host")}</p></main>`;
    }
    return html`<div class=${state.trace ? "notebook has-trace" : "notebook"}>
      <rg-front></rg-front>
      <rg-outline></rg-outline>
      <main id="main" tabindex="-1">
        <h1 class="unseen">${state.notebook?.title || state.notebook?.sources[0]?.name || t("page-untitled")}</h1>
        <div class="views" role="group" aria-label=${t("page-view")}>
          ${(["brief", "workbench"] as const).map(
            (view) => html`<button class="plain" aria-pressed=${state.view === view} @click=${() => setView(view)}>${t(`page-${view}`)}</button>`,
          )}
        </div>
        ${repeat(state.notebook?.sources ?? [], (source) => source.id, (source) => html`<rg-source .source=${source}></rg-source>`)}
        ${cells.length > 0 ? hint("results") : nothing}
        <rg-params></rg-params>
        <rg-changes></rg-changes>
        ${repeat(cells, (cell) => cell.id, (cell, at) => html`<rg-cell .cell=${cell.id} .place=${at}></rg-cell>`)}
        ${rights.isReadonly ? nothing : html`<rg-add></rg-add>`}
        <rg-receipt></rg-receipt>
        <rg-appendix></rg-appendix>
      </main>
      ${state.trace ? html`<rg-trace></rg-trace>` : nothing}
    </div>`;
  }

  /** One cell inside somebody's page: the cell and nothing else. */
  #solo(cell: string): TemplateResult {
    const place = state.notebook?.cells.findIndex((head) => head.id === cell) ?? -1;
    return html`<main id="main" tabindex="-1" class="solo">
      ${place >= 0 ? html`<rg-cell .cell=${cell} .place=${place}></rg-cell>` : html`<p class="quiet">${t("page-solo-none")}</p>`}
      ${state.trace ? html`<rg-trace></rg-trace>` : nothing}
    </main>`;
  }

  /** Presenter mode: one cell fills the screen. */
  #slide(): TemplateResult {
    const cells = slides();
    const at = Math.min(state.presenting ?? 0, cells.length - 1);
    return html`<main id="main" tabindex="-1" class="slide">
      ${keyed(cells[at], html`<rg-cell .cell=${cells[at] ?? ""} .place=${at}></rg-cell>`)}
      <nav class="slide-nav" aria-label=${t("page-present")}>
        <button class="pill" ?disabled=${at === 0} @click=${() => presentNext(-1)}>${t("page-previous")}</button>
        <span>${at + 1} / ${cells.length}</span>
        <button class="pill" ?disabled=${at >= cells.length - 1} @click=${() => presentNext(1)}>${t("page-next")}</button>
        <button class="pill" @click=${stopPresenting}>${t("page-leave")}</button>
      </nav>
      ${state.trace ? html`<rg-trace></rg-trace>` : nothing}
    </main>`;
  }
}
