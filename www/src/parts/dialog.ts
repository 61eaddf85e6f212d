// A dialog over the page: focus stays inside, Escape and a press beside it close it.

import { html, LitElement, type TemplateResult } from "lit";
import { change } from "../state.js";
import { t } from "../words.js";
import { icons } from "./icons.js";

/** The frame of a panel. `show` it in `firstUpdated`. */
export function dialog(title: string, body: unknown, className = ""): TemplateResult {
  return html`<dialog class="panel ${className}" aria-label=${title} @close=${close} @click=${beside}>
    <div class="inside">
      <header>
        <h2>${title}</h2>
        <button class="plain" aria-label=${t("page-close")} @click=${close}>${icons.close}</button>
      </header>
      ${body}
    </div>
  </dialog>`;
}

export function show(element: LitElement): void {
  element.querySelector("dialog")?.showModal();
}

function close(): void {
  change({ panel: null });
}

function beside(event: Event): void {
  if (event.target instanceof HTMLDialogElement) close();
}
