// What went wrong, what it means, what can be done. It stays until it is closed.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { download } from "../saving.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";

@customElement("rg-trouble")
export class TroubleView extends View {
  protected override render(): TemplateResult | typeof nothing {
    const { trouble } = state;
    if (!trouble) return nothing;
    return html`<div class="trouble" role="alert">
      <p><b>${trouble.title}</b></p>
      <p>${trouble.text}</p>
      ${trouble.details
        ? html`<details>
            <summary>${t("page-details")}</summary>
            <pre>${trouble.details}</pre>
            <button class="link" @click=${() => download("regulars-problem.txt", trouble.details ?? "")}>${t("page-save-problem")}</button>
          </details>`
        : nothing}
      <p class="actions">
        ${trouble.actions.map((action) => html`<button class="pill" @click=${action.act}>${action.label}</button>`)}
        <button class="pill" @click=${() => change({ trouble: null })}>${t("page-close")}</button>
      </p>
    </div>`;
  }
}
