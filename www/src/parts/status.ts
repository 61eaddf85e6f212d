// The line at the foot: what is open, what is running, what waits.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { runDue, stopAll, waiting } from "../notebook.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";

@customElement("rg-status")
export class Status extends View {
  protected override render(): TemplateResult {
    const pieces = state.notebook?.status ?? [];
    return html`<footer class="status">
      <span class="pieces">${pieces.map((piece, at) => html`${at > 0 ? " · " : nothing}<span>${piece}</span>`)}</span>
      <span class="space"></span>
      ${this.#work()} ${state.keptAt ? html`<button class="plain" @click=${() => change({ panel: "saved" })}>${t("page-kept-short", { at: new Date(state.keptAt) })}</button>` : nothing}
      <button class="plain" @click=${() => change({ panel: "palette" })}>${t("page-palette")} <kbd>${/Mac|iP/.test(navigator.platform) ? "⌘K" : "Ctrl K"}</kbd></button>
    </footer>`;
  }

  #work(): TemplateResult | typeof nothing {
    const cells = state.notebook?.cells ?? [];
    if (cells.length === 0) return nothing;
    const nDue = state.notebook?.due.length ?? 0;
    if (state.running.size > 0) {
      const n = cells.length - nDue + 1;
      return html`<span>${t("page-running", { n: Math.min(n, cells.length), all: cells.length })}</span>
        <button class="plain" @click=${stopAll}>${t("page-stop-all")}</button>`;
    }
    const stale = waiting();
    if (stale.n > 0) {
      const seconds = Math.max(1, Math.round(stale.milliseconds / 1000));
      return html`<button class="pill" @click=${() => runDue(true)}>${t("page-update", { s: seconds })}</button>`;
    }
    // A notebook that waits for its file has no results.
    return cells.some((cell) => cell.state === "done") ? html`<span>${t("page-up-to-date")}</span>` : nothing;
  }
}
