// S0: nothing is open yet.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { chooseFiles } from "../files.js";
import { mayOpen } from "../hosts.js";
import { openSample, SAMPLES } from "../samples.js";
import { shell } from "../link.js";
import { eraseAll, openKept } from "../keeping.js";
import { storedHere } from "./saved.js";
import { download } from "../saving.js";
import { change, View } from "../state.js";
import type { Kept } from "../shell/vault.js";
import { t } from "../words.js";
import { icons } from "./icons.js";

const EXAMPLES = ["lines", "orders", "customers"] as const;

@customElement("rg-start")
export class Start extends View {
  @own() private kept: Kept[] = [];
  /** Everything stored here, in words. */
  @own() private stored = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void shell.notebooks().then((kept) => {
      // The newest version of each is enough here.
      this.kept = kept.filter((one, at) => kept.findIndex((other) => other.id === one.id) === at).slice(0, 3);
      if (kept.length > 0) this.stored = storedHere(kept);
    });
  }

  protected override render(): TemplateResult {
    return html`<main id="main" tabindex="-1" class="start">
      <h1>${t("page-promise")}</h1>
      ${mayOpen()
        ? html`<div class="zone">
            <p class="zone-title">${t("page-drop-here")}</p>
            <p class="quiet">${t("page-drop-formats")}</p>
            <button class="main" @click=${chooseFiles}>${t("page-choose")}</button>
          </div>`
        : nothing}
      <p class="quiet samples">
        ${t("page-try")}
        ${SAMPLES.map(
          (sample, at) =>
            html`${at > 0 ? " · " : nothing}<button class="link" lang=${sample.language} @click=${() => openSample(sample)}>
                ${t(`page-sample-${sample.id}`)}
              </button>`,
        )}
      </p>
      ${this.kept.length > 0 && mayOpen() ? this.#kept() : nothing}
      ${mayOpen() ? html`<p class="quiet"><button class="link" @click=${chooseFiles}>${t("page-open-notebook")}</button></p>${this.#which()}` : nothing}
      <p class="quiet claim">${icons.shield} ${t("page-claim")} <button class="link" @click=${() => change({ panel: "privacy" })}>${t("page-test-it")}</button></p>
    </main>`;
  }

  #kept(): TemplateResult {
    return html`<p class="quiet">
      ${t("page-go-on")}
      ${this.kept.map(
        (one) =>
          html`<button class="link" @click=${() => openKept(one)}>${one.title}</button>
            <small>${t("page-kept-at", { at: new Date(one.at) })}</small> `,
      )}
    </p>
    <p class="quiet">${this.stored} <button class="link" @click=${this.#erase}>${t("page-erase")}</button></p>`;
  }

  async #erase(): Promise<void> {
    if (await eraseAll()) this.kept = [];
  }

  /** The three shapes of files that work. */
  #which(): TemplateResult {
    return html`<details class="which">
      <summary>${t("page-which-file")}</summary>
      <div class="examples">
        ${EXAMPLES.map((example) => {
          const rows = t(`page-example-${example}-rows`).split("\n").map((row) => row.trim().split(","));
          return html`<figure tabindex="0">
            <figcaption>${t(`page-example-${example}`)}</figcaption>
            <table>
              <thead><tr>${rows[0]?.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
              <tbody>${rows.slice(1).map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
            </table>
            <button class="link" @click=${() => download(`${example}.csv`, `\ufeff${rows.map((row) => row.join(",")).join("\r\n")}\r\n`, "text/csv")}>
              ${t("page-example-download")}
            </button>
          </figure>`;
        })}
      </div>
    </details>`;
  }
}
