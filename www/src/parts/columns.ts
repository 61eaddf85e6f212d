// The columns of a source, one by one: what each holds, what is odd about it, and what it stands for.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import type { Passport } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { held, readColumnAs, showCheck, type ColumnAs } from "../files.js";
import { edit } from "../notebook.js";
import { View } from "../state.js";
import { t, whole } from "../words.js";
import { value, words } from "../said.js";
import { assign } from "./check.js";
import "./formula.js";

/** What a column may be taken for. */
const AS = ["text", "id", "number", "date", "roc"];

@customElement("rg-columns")
export class Columns extends View {
  @property() source = "";
  @property({ attribute: false }) passport!: Passport;
  /** Every role and its name. */
  @own() private roles: [string, string][] = [];
  /** The computed column that is written: its name, "" for a new one. */
  @own() private written: string | null = null;
  #language = "";

  protected override render(): TemplateResult {
    void this.#names();
    return html`<details class="columns">
      <summary>${t("page-columns", { n: this.passport.columns.length })}</summary>
      <div class="sheet" tabindex="0" role="region" aria-label=${t("page-columns", { n: this.passport.columns.length })}>
        <table>
          <thead>
            <tr>${["column", "role", "type", "distinct", "empty", "range", "examples"].map((head) => html`<th scope="col">${t(`page-${head}`)}</th>`)}</tr>
          </thead>
          <tbody>
            ${this.passport.columns.map(
              (column) => html`<tr class=${column.warnings.length > 0 ? "doubt" : ""} data-column=${column.name}>
                <td><b>${column.name}</b>${column.is_personal ? html` <small>${t("page-personal")}</small>` : nothing}${column.formula ? this.#computed(column.name, column.formula) : nothing}</td>
                <td>
                  <select aria-label=${t("page-role-of", { name: column.name })} @change=${(event: Event) => this.#assign(column.role, column.name, (event.target as HTMLSelectElement).value)}>
                    <option value="">–</option>
                    ${this.roles.map(([role, name]) => html`<option value=${role} ?selected=${role === column.role}>${name}</option>`)}
                  </select>
                </td>
                <td>${column.formula ? t(`page-type-${column.kind}`) : this.#type(column.name, column.kind)}</td>
                <td class="right">${whole(column.n_distinct)}</td>
                <td class="right">${(column.empty_share * 100).toFixed(1)}%</td>
                <td>${column.min && column.max ? `${value(column.min)} – ${value(column.max)}` : nothing}</td>
                <td>${column.samples.join(" · ")} ${column.warnings.map((warning) => html`<br /><small>${words(warning)}</small>`)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.passport.broken.map((column) => html`<p class="bad">${column.name}: ${words(column.why)} ${this.#computed(column.name, column.formula)}</p>`)}
      ${this.#writing()}
    </details>`;
  }

  /** How the column is computed, to be changed or taken away. */
  #computed(name: string, formula: string): TemplateResult {
    return html`<br /><code>= ${formula}</code><br />
      <button class="link" aria-label=${t("page-formula-edit-name", { name })} @click=${() => (this.written = name)}>${t("page-formula-edit")}</button>
      <button class="link" aria-label=${t("page-formula-remove-name", { name })} @click=${() => this.#remove(name)}>${t("page-formula-remove")}</button>`;
  }

  #writing(): TemplateResult {
    const { written } = this;
    if (written === null) return html`<p><button class="pill" @click=${() => (this.written = "")}>${t("page-formula-new")}</button></p>`;
    const { columns, broken } = this.passport;
    const formula = [...columns, ...broken].find((column) => column.name === written && column.formula)?.formula ?? "";
    // Only what stands before it can be read.
    const names = columns.map((column) => column.name);
    const headers = names.slice(0, names.includes(written) ? names.indexOf(written) : undefined);
    return html`${keyed(written, html`<rg-formula .source=${this.source} .replaced=${written} .formula=${formula} .headers=${headers} .close=${() => (this.written = null)}></rg-formula>`)}`;
  }

  async #remove(name: string): Promise<void> {
    this.written = null;
    await edit({ op: "derive", source: this.source, before: name }, false);
    await showCheck(this.source);
  }

  /** What the column holds, and what it may be taken for instead. */
  #type(name: string, kind: string): TemplateResult | string {
    const known = held.get(this.source);
    if (!known) return t(`page-type-${kind}`);
    const as = known.options.columns?.find((column) => column.name === name);
    const chosen = as ? (as.roc_years ? "roc" : as.kind) : "";
    const choose = (event: Event): void => {
      const value = (event.target as HTMLSelectElement).value;
      void readColumnAs(this.source, name, value === "" ? null : value === "roc" ? { kind: "date", roc_years: true } : { kind: value as ColumnAs["kind"] });
    };
    return html`<select aria-label=${t("page-type-of", { name })} @change=${choose}>
      <option value="" ?selected=${chosen === ""}>${as ? t("page-type-found") : t(`page-type-${kind}`)}</option>
      ${AS.filter((one) => one === chosen || one !== kind || as).map((one) => html`<option value=${one} ?selected=${one === chosen}>${t(`page-type-${one}`)}</option>`)}
    </select>`;
  }

  async #names(): Promise<void> {
    const { lang } = document.documentElement;
    if (this.#language === lang) return;
    this.#language = lang;
    this.roles = await engine.roles();
  }

  async #assign(before: string | undefined, column: string, role: string): Promise<void> {
    if (role) await assign(this.source, role, column);
    else if (before) await assign(this.source, before, "");
  }
}
