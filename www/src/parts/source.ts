// The first line of the note: the file, how much was left out, and the way to the check screen. For a notebook opened
// without its file, the place to drop it.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import type { SourceView } from "../../pkg/regulars.js";
import { held, openFiles, showCheck, useInstead } from "../files.js";
import { rights } from "../hosts.js";
import { reopen, reopenable } from "../keeping.js";
import { icons } from "./icons.js";
import { partOf } from "./part.js";
import { edit } from "../notebook.js";
import { planted } from "../samples.js";
import { state, View } from "../state.js";
import { bytes, t, whole } from "../words.js";

@customElement("rg-source")
export class SourceLine extends View {
  @property({ attribute: false }) source!: SourceView;
  @own() private canReopen = false;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.source.is_loaded) void reopenable().then((sources) => (this.canReopen = sources.includes(this.source.id)));
  }

  protected override render(): TemplateResult {
    const { id, name, n_rows, n_bytes, is_loaded } = this.source;
    const size = n_bytes > 0 ? ` · ${bytes(n_bytes)}` : "";
    if (!is_loaded) {
      return html`<section class="source note" aria-label=${name}>
        <p><b>${t("page-drop-again", { name })}</b></p>
        <p class="quiet">${t("page-rows", { n: whole(n_rows), "n-count": n_rows })}${size} · ${t("page-drop-other")}</p>
        ${this.#candidates()}
        <p class="actions">
          ${this.canReopen ? html`<button class="main" id="reopen" @click=${() => reopen(id)}>${t("page-reopen", { name })}</button>` : nothing}
          <label class="main">${t("page-choose")}<input class="unseen" type="file" @change=${this.#chosen} /></label>
          <button class="pill" @click=${() => edit({ op: "remove_source", source: id })}>${t("page-remove-source")}</button>
        </p>
      </section>`;
    }
    return html`<div class="source quiet">
      <b>${name}</b> · ${t("page-rows", { n: whole(n_rows), "n-count": n_rows })}${size}
      ${rights.isReadonly ? nothing : html`<span class="no-paper"> · <button class="link" @click=${() => showCheck(id)}>${t("page-check-again")}</button></span>`}
      ${held.size > 1 && !rights.isReadonly ? html`<span class="no-paper"> · <button class="link" @click=${() => this.#remove(id)}>${t("page-remove-source")}</button></span>` : nothing}
      ${partOf(id)} ${this.#tie()} ${this.#planted()}
    </div>`;
  }

  /** Files that are read but have other columns than this one is expected to have. */
  #candidates(): TemplateResult[] {
    const others = state.notebook?.sources.filter((source) => source.is_loaded) ?? [];
    return others.map((other) => {
      const lacking = this.source.columns.filter((column) => !other.columns.includes(column));
      return html`<p>
        ${lacking.length > 0 ? t("page-lacks-columns", { name: other.name, columns: lacking.join(", ") }) : nothing}
        <button class="pill" @click=${() => this.#use(other.id)}>${t("page-use-instead", { name: other.name })}</button>
      </p>`;
    });
  }

  async #use(other: string): Promise<void> {
    await useInstead(other, this.source.id);
    await showCheck(this.source.id);
  }

  /** The reader's own total agrees: that stays in sight. */
  #tie(): TemplateResult | typeof nothing {
    const tie = state.ties.get(this.source.id);
    return tie?.text ? html`<span class=${tie.isGood ? "good tied" : "tied"}>${tie.isGood ? icons.check : icons.warn} ${tie.text}</span>` : nothing;
  }

  /** A demonstration tells what it hides. */
  #planted(): TemplateResult | typeof nothing {
    const facts = planted(this.source.id);
    if (facts.length === 0) return nothing;
    return html`<details class="planted"><summary>${t("page-planted")}</summary><ul class="cautions">${facts.map((fact) => html`<li>${fact}</li>`)}</ul></details>`;
  }

  async #remove(id: string): Promise<void> {
    held.delete(id);
    await edit({ op: "remove_source", source: id });
  }

  #chosen(event: Event): void {
    const files = (event.target as HTMLInputElement).files;
    if (files) void openFiles(files, "results");
  }
}
