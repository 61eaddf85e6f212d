// What this computer remembers: nothing, or the notebook; and Erase.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { isFramed, isSite, shell } from "../link.js";
import { keepNow } from "../saving.js";
import { notebookJson } from "../notebook.js";
import { setLevel } from "../settings.js";
import type { Kept } from "../shell/vault.js";
import { change, state, View } from "../state.js";
import { bytes, t } from "../words.js";
import { dialog, show } from "./dialog.js";

@customElement("rg-saved")
export class Saved extends View {
  @own() private kept: Kept[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
  }

  protected override firstUpdated(): void {
    show(this);
  }

  protected override render(): TemplateResult {
    const size = this.kept.reduce((sum, one) => sum + one.json.length, 0);
    const body = html`
      <fieldset class="levels">
        <legend class="unseen">${t("page-remember")}</legend>
        ${(["nothing", "notebook"] as const).map(
          (level) => html`<label>
            <input type="radio" name="level" .checked=${state.level === level} @change=${() => this.#choose(level)} />
            <span><b>${t(`page-level-${level}`)}</b><br /><span class="quiet">${t(`page-level-${level}-about`)}</span></span>
          </label>`,
        )}
      </fieldset>
      <p>${this.kept.length === 0 ? t("page-saved-nothing") : t("page-saved-here", { n: this.kept.length, size: bytes(size) })}</p>
      ${isSite || isFramed ? nothing : html`<p class="quiet">${t("page-saved-file")}</p>`}
      <p class="quiet">${t("page-saved-safari")}</p>
      <p class="actions"><button class="pill" @click=${this.#erase}>${t("page-erase")}</button></p>
    `;
    return dialog(t("page-remember"), body);
  }

  async #look(): Promise<void> {
    this.kept = await shell.notebooks();
  }

  async #choose(level: "nothing" | "notebook"): Promise<void> {
    setLevel(level);
    if (level === "notebook" && notebookJson() && state.notebook?.cells.length) await keepNow(notebookJson());
    await this.#look();
  }

  async #erase(): Promise<void> {
    await shell.erase();
    setLevel("nothing");
    change({ keptAt: null, toast: { text: t("page-erased") } });
    this.kept = [];
  }
}
