// What was run on what; the foot of the notebook and of every print. "Verify" runs all of it again and compares.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import { saveReceipt, verify, type Verified } from "../receipt.js";
import { state, View } from "../state.js";
import { bytes, t, whole } from "../words.js";
import { icons } from "./icons.js";

@customElement("rg-receipt")
export class Receipt extends View {
  @own() private verified: Verified | null = null;
  @own() private isVerifying = false;

  protected override render(): TemplateResult | typeof nothing {
    const { notebook } = state;
    if (!notebook || notebook.cells.length === 0) return nothing;
    const nDone = notebook.cells.filter((cell) => cell.state === "done").length;
    const seconds = notebook.cells.reduce((sum, cell) => sum + cell.milliseconds, 0) / 1000;
    return html`<section class="receipt" aria-labelledby="receipt">
      <h2 class="question" id="receipt">${t("page-receipt")}</h2>
      <p class="quiet">
        ${notebook.sources.map((source) => html`${source.name} · ${t("page-rows", { n: whole(source.n_rows), "n-count": source.n_rows })}${source.n_bytes > 0 ? ` · ${bytes(source.n_bytes)}` : ""}<br />`)}
        ${t("page-receipt-cells", { n: nDone, s: seconds.toFixed(1) })} · ${t("page-made-here")}
      </p>
      <p class="actions receipt-actions">
        <button class="pill" id="verify" ?disabled=${nDone === 0 || this.isVerifying || state.running.size > 0} @click=${this.#verify}>${t("page-verify")}</button>
        <button class="pill" @click=${saveReceipt}>${t("page-save-receipt")}</button>
        <span role="status" class="quiet">${this.#said()}</span>
      </p>
    </section>`;
  }

  #said(): TemplateResult | string {
    if (this.isVerifying) return t("page-verifying");
    if (!this.verified) return "";
    const { n, all, different } = this.verified;
    if (all === 0) return t("page-verified-none");
    if (different.length === 0 && n < all) return t("page-verified-part", { n, all });
    if (different.length === 0) return html`<span class="good">${icons.check} ${t("page-verified", { n })}</span>`;
    return html`<span class="bad">${icons.cross} ${t("page-verified-not", { names: different.join(", ") })}</span>`;
  }

  async #verify(): Promise<void> {
    this.isVerifying = true;
    try {
      this.verified = await verify();
    } finally {
      this.isVerifying = false;
    }
  }
}
