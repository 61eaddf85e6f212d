// A finding in the reader's own words: it stands in the place of the calculated sentence, says so, and has no tick.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { rights } from "../hosts.js";
import { edit } from "../notebook.js";
import { t } from "../words.js";

@customElement("rg-own-sentence")
export class OwnSentence extends LitElement {
  @property() cell = "";
  /** The reader's words; empty while the calculated sentence stands. */
  @property() text = "";
  /** What the engine says. */
  @property() calculated = "";
  /** Being written. */
  @property({ type: Boolean }) isOpen = false;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    if (this.isOpen) return this.#editor();
    return html`<p class="finding">${this.text}</p>
      <p class="edited quiet">
        ${t("page-edited")}
        ${rights.isReadonly ? nothing : html`<button class="link" @click=${() => this.#set("")}>${t("page-edited-back")}</button>`}
      </p>`;
  }

  #editor(): TemplateResult {
    return html`<div class="sentence-editor">
      <textarea aria-label=${t("page-edit-sentence")} rows="2" .value=${this.text || this.calculated} @keydown=${this.#keys}></textarea>
      <p class="actions">
        <button class="pill" @click=${this.#save}>${t("page-save-sentence")}</button>
        <button class="pill" @click=${this.#close}>${t("page-cancel")}</button>
      </p>
    </div>`;
  }

  protected override updated(): void {
    if (this.isOpen) this.querySelector("textarea")?.focus();
  }

  #keys = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #save = (): void => {
    const text = this.querySelector("textarea")?.value.trim() ?? "";
    this.#close();
    // The calculated words need no keeping.
    if (text !== this.text) this.#set(text === this.calculated ? "" : text);
  };

  #close = (): void => {
    this.dispatchEvent(new CustomEvent("closed"));
  };

  #set(text: string): void {
    void edit({ op: "sentence", cell: this.cell, text });
  }
}
