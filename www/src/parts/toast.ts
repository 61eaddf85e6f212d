// A short word at the foot of the page, with at most one action. It leaves by itself after ten seconds.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { change, state, View, type Toast } from "../state.js";
import { t } from "../words.js";
import { icons } from "./icons.js";

const SHOWN_MS = 10_000;

@customElement("rg-toast")
export class ToastView extends View {
  #shown: Toast | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { toast } = state;
    if (!toast) return nothing;
    if (toast !== this.#shown) {
      this.#shown = toast;
      setTimeout(() => state.toast === toast && change({ toast: null }), SHOWN_MS);
    }
    return html`<div class="toast" role="status">
      <span>${toast.text}</span>
      ${toast.action
        ? html`<button class="link" @click=${() => {
            change({ toast: null });
            toast.action?.act();
          }}>${toast.action.label}</button>`
        : nothing}
      <button class="plain" aria-label=${t("page-close")} @click=${() => change({ toast: null })}>${icons.close}</button>
    </div>`;
  }
}
