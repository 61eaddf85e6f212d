// A question before something leaves the page or is lost. Escape is always no.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { change, state, View } from "../state.js";
import { t } from "../words.js";
import { dialog, show } from "./dialog.js";

@customElement("rg-ask")
export class Ask extends View {
  protected override firstUpdated(): void {
    show(this);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { asking } = state;
    if (!asking) return nothing;
    const body = html`<p>${asking.text}</p>
      <p class="actions">
        ${asking.actions.map(
          (action, at) => html`<button class=${at === 0 ? "main" : "pill"} @click=${() => {
            change({ panel: null, asking: null });
            action.act();
          }}>${action.label}</button>`,
        )}
        <button class="pill" @click=${() => change({ panel: null, asking: null })}>${t("page-cancel")}</button>
      </p>`;
    return dialog(asking.title, body);
  }
}
