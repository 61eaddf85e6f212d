// S5: the rows behind a number, each with its line in the reader's own file.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import type { TraceView } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { asErrorView } from "../files.js";
import { referenceTo } from "../place.js";
import { copy, saveTrace } from "../saving.js";
import { change, isMasked, state, View } from "../state.js";
import { t, whole } from "../words.js";
import { icons } from "./icons.js";
import { plainSentence } from "./sentence.js";

const PAGE = 25;

@customElement("rg-trace")
export class TraceDrawer extends View {
  @own() private view: TraceView | null = null;
  @own() private fault: string | null = null;
  @own() private nShown = PAGE;
  #asked = "";
  #opener: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#opener = document.activeElement as HTMLElement | null;
    addEventListener("keydown", this.#escape);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#escape);
    this.#opener?.focus();
  }

  protected override render(): TemplateResult {
    void this.#ask();
    const { view } = this;
    return html`<div class="trace" role="dialog" aria-label=${t("page-trace-title")} tabindex="-1">
      <button class="plain close" aria-label=${t("page-close")} @click=${() => change({ trace: null })}>${icons.close}</button>
      ${this.fault ? html`<p>${this.fault}</p>` : nothing}
      ${view
        ? html`<h2 class="traced">${view.value}</h2>
            <p>${view.what}</p>
            ${view.formula ? html`<p class="formula">${view.formula}</p>` : nothing}
            <p>${t("page-lines", { n: whole(view.n_rows), "n-count": view.n_rows })}</p>
            <p class="trace-actions">
              ${view.n_rows > 0 ? html`<button class="link" @click=${this.#save}>${t("page-save-trace")}</button> · ` : nothing}
              <button class="link" @click=${this.#copy}>${t("page-copy-sentence")}</button>${state.trace && "value" in state.trace.place ? html` · <button class="link" @click=${this.#copyReference}>${t("page-copy-reference")}</button>` : nothing}
            </p>
            ${view.rows.map((row, i) => html`${row.source === view.rows[i - 1]?.source ? nothing : this.#columns(view, row.source)}<p class="line">${t("page-line-of", { line: whole(row.line), file: row.file })}</p><code>${row.cells.join(", ")}</code>`)}
            ${view.n_rows > view.rows.length ? html`<button class="pill" @click=${() => (this.nShown += 4 * PAGE)}>${t("page-more-rows")}</button>` : nothing}`
        : nothing}
    </div>`;
  }

  #columns({ files }: TraceView, source: string): TemplateResult {
    const columns = files.find((file) => file.source === source)?.columns ?? [];
    return html`<p class="line">${t("page-columns-are")} ${columns.join(t("page-between"))}</p>`;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>(".trace")?.focus();
  }

  async #ask(): Promise<void> {
    const { trace } = state;
    if (!trace) return;
    const key = JSON.stringify([trace, this.nShown, document.documentElement.lang, isMasked()]);
    if (key === this.#asked) return;
    const isSame = this.#asked.startsWith(JSON.stringify([trace]).slice(0, -1));
    this.#asked = key;
    if (!isSame) this.nShown = PAGE;
    try {
      this.view = await engine.trace(trace.cell, JSON.stringify(trace.place), 0, this.nShown, isMasked());
      this.fault = null;
    } catch (fault) {
      this.fault = asErrorView(fault).text;
    }
  }

  async #copy(): Promise<void> {
    const { trace } = state;
    const place = trace?.place;
    const finding = place && "value" in place ? state.cells.get(trace.cell)?.findings[place.value.finding] : undefined;
    const text = finding ? plainSentence(finding) : `${this.view?.value ?? ""} ${this.view?.what ?? ""}`;
    if (await copy(text)) change({ toast: { text: t("page-copied") } });
  }

  #save(): void {
    const { trace } = state;
    if (trace) void saveTrace(trace);
  }

  /** To quote the number in a text cell: `{{c2.share}}`, or `{{c2.3.share}}` where it stands in the third finding. */
  async #copyReference(): Promise<void> {
    const { trace } = state;
    const reference = trace && "value" in trace.place ? referenceTo(trace.place.value) : null;
    if (trace && reference && (await copy(`{{${trace.cell}.${reference}}}`))) change({ toast: { text: t("page-copied") } });
  }

  #escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    change({ trace: null });
  };
}
