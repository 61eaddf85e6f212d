// What this computer remembers: nothing, the notebook, or its files too; and Erase.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { canKeepFiles, chooseLevel, eraseAll, keepNow } from "../keeping.js";
import { rights } from "../hosts.js";
import { isFramed, isSite, shell } from "../link.js";
import { setKeepDays, type Level } from "../settings.js";
import type { Kept, KeptFileAbout } from "../shell/vault.js";
import { state, View } from "../state.js";
import { bytes, t } from "../words.js";
import { dialog, show } from "./dialog.js";

const LEVELS: Level[] = ["nothing", "notebook", "data"];
const DAYS = [7, 30, 90];

/** The notebooks that lie here, in words. */
export function storedHere(kept: Kept[]): string {
  return t("page-saved-here", { n: kept.length, size: bytes(kept.reduce((sum, one) => sum + one.json.length, 0)) });
}

@customElement("rg-saved")
export class Saved extends View {
  @own() private kept: Kept[] = [];
  @own() private places: string[] = [];
  @own() private files: KeptFileAbout[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
  }

  protected override firstUpdated(): void {
    show(this);
  }

  protected override render(): TemplateResult {
    const body = html`
      <fieldset class="levels">
        <legend class="unseen">${t("page-remember")}</legend>
        ${LEVELS.map((level) => this.#level(level))}
      </fieldset>
      ${rights.persist === "host" ? html`<p>${t("page-saved-host")}</p>` : nothing} ${this.#here()}
      ${isSite || isFramed ? nothing : html`<p class="quiet">${t("page-saved-file")}</p>`}
      ${/Apple/.test(navigator.vendor) ? html`<p class="quiet">${t("page-saved-safari")}</p>` : nothing}
      <p class="actions"><button class="pill" id="erase" @click=${this.#erase}>${t("page-erase")}</button></p>
    `;
    return dialog(t("page-remember"), body);
  }

  #level(level: Level): TemplateResult {
    const isPossible = level !== "data" || canKeepFiles();
    return html`<label class=${isPossible ? "" : "quiet"}>
      <input type="radio" name="level" value=${level} .checked=${state.level === level} ?disabled=${!isPossible} @change=${() => this.#choose(level)} />
      <span>
        <b>${t(`page-level-${level}`)}</b><br />
        <span class="quiet">${t(isPossible ? `page-level-${level}-about` : "page-level-data-not-here")}</span>
        ${level === "data" && isPossible && state.level === "data" ? this.#days() : nothing}
      </span>
    </label>`;
  }

  #days(): TemplateResult {
    return html`<br /><select aria-label=${t("page-keep-for")} @change=${(event: Event) => this.#keepFor(Number((event.target as HTMLSelectElement).value))}>
      ${DAYS.map((days) => html`<option value=${days} ?selected=${days === state.keepDays}>${t("page-keep-days", { n: days })}</option>`)}
    </select>`;
  }

  /** All that is stored, in one line each. */
  #here(): TemplateResult {
    if (this.kept.length + this.files.length + this.places.length === 0) return html`<p id="stored">${t("page-saved-nothing")}</p>`;
    return html`<div id="stored">
      <p>${storedHere(this.kept)}</p>
      ${this.places.map((name) => html`<p>${t("page-saved-place", { name })}</p>`)}
      ${this.files.map((file) => html`<p>${t("page-saved-data", { name: file.name, size: bytes(file.size), until: new Date(file.until) })}</p>`)}
    </div>`;
  }

  async #look(): Promise<void> {
    [this.kept, this.files, this.places] = await Promise.all([shell.notebooks(), shell.aboutFiles(), shell.places()]);
  }

  async #choose(level: Level): Promise<void> {
    await chooseLevel(level);
    await this.#look();
  }

  async #keepFor(days: number): Promise<void> {
    setKeepDays(days);
    await keepNow();
    await this.#look();
  }

  async #erase(): Promise<void> {
    await eraseAll();
    await this.#look();
  }
}
