// A computed column while it is written: its name, its formula, what it gives in the first rows, and where it cannot be
// understood.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import type { Trial } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { showCheck } from "../files.js";
import { edit } from "../notebook.js";
import { words } from "../said.js";
import { state, View } from "../state.js";
import { t } from "../words.js";

/** How long typing has to rest. */
const REST_MS = 300;

@customElement("rg-formula")
export class FormulaForm extends View {
  @property() source = "";
  /** The column that is changed; "" for a new one. */
  @property() replaced = "";
  @property() formula = "";
  @property({ attribute: false }) headers: string[] = [];
  @property({ attribute: false }) close: () => void = () => {};
  @own() private trial: Trial | null = null;
  #timer = 0;
  #asked = 0;

  protected override firstUpdated(): void {
    this.#text().value = this.formula;
    this.querySelector<HTMLInputElement>("[name=name]")?.focus();
    if (this.formula) void this.#try();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    const fault = this.trial?.why;
    // No form is ever sent: the frame may not.
    return html`<div class="computing" role="group" aria-label=${t("page-formula-new")}>
      <label>${t("page-column-name")} <input name="name" .value=${this.replaced} @keydown=${(event: KeyboardEvent) => event.key === "Enter" && void this.#keep()} /></label>
      <label>${t("page-formula")}
        <textarea name="formula" rows="2" spellcheck="false" autocapitalize="off" aria-invalid=${fault ? "true" : "false"} aria-describedby="formula-said"
          placeholder=${this.#example()} @input=${this.#typed}></textarea>
      </label>
      <select aria-label=${t("page-formula-insert")} @change=${this.#insert}>
        <option value="">${t("page-formula-insert")}</option>
        ${this.headers.map((name) => html`<option value=${name}>${name}</option>`)}
      </select>
      <div id="formula-said" role="status">${fault ? this.#fault(fault) : this.#preview()}</div>
      <p class="actions">
        <button class="main" ?disabled=${!this.trial || Boolean(fault)} @click=${() => void this.#keep()}>${t(this.replaced ? "page-formula-change" : "page-formula-add")}</button>
        <button class="pill" @click=${this.close}>${t("page-cancel")}</button>
      </p>
      <details><summary>${t("page-formula-help")}</summary><p class="quiet">${t("page-formula-about")}</p><p class="quiet functions">${t("page-formula-functions")}</p></details>
    </div>`;
  }

  #fault(why: NonNullable<Trial["why"]>): TemplateResult {
    const { at, n } = this.trial as Trial;
    const letters = [...this.#text().value];
    const part = (from: number, to?: number): string => letters.slice(from, to).join("");
    return html`<code class="faulty">${part(0, at)}<mark>${n > 0 ? part(at, at + n) : "\u00a0"}</mark>${part(at + n)}</code>
      <p class="bad">${t("page-formula-at", { at: at + 1 })} ${words(why)}</p>`;
  }

  #preview(): TemplateResult | typeof nothing {
    if (!this.trial) return nothing;
    const { columns, rows } = this.trial;
    return html`<table>
      <thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">${t("page-formula-result")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td>${at === columns.length ? html`<b>${cell || "–"}</b>` : cell || "–"}</td>`)}</tr>`)}</tbody>
    </table>`;
  }

  #example(): string {
    const [a = "a", b = "b"] = this.headers;
    return `[${a}] * [${b}]`;
  }

  #text(): HTMLTextAreaElement {
    return this.querySelector("textarea") as HTMLTextAreaElement;
  }

  #typed = (): void => {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#try(), REST_MS);
  };

  async #try(): Promise<void> {
    const formula = this.#text().value;
    const asked = ++this.#asked;
    const trial = formula.trim() === "" ? null : await engine.tryFormula(this.source, this.replaced, formula);
    // What was asked later has the last word.
    if (asked === this.#asked) this.trial = trial;
  }

  #insert = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const text = this.#text();
    if (select.value) text.setRangeText(`[${select.value.replaceAll("]", "]]")}]`, text.selectionStart, text.selectionEnd, "end");
    select.value = "";
    text.focus();
    this.#typed();
  };

  async #keep(): Promise<void> {
    const name = (this.querySelector("[name=name]") as HTMLInputElement).value.trim();
    const formula = this.#text().value.trim();
    await edit({ op: "derive", source: this.source, before: this.replaced || null, column: { name, formula } }, false);
    await showCheck(this.source);
    // A name that is taken was told; the form stays for another.
    if (state.checked?.passport.columns.some((column) => column.name === name && column.formula === formula)) this.close();
  }
}
