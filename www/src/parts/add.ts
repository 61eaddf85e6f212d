// The foot of the notebook: every kind of analysis, and what it would need.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import type { KindView } from "../../pkg/regulars.js";
import { addCell } from "../commands.js";
import { engine } from "../engine.js";
import { View } from "../state.js";
import { t } from "../words.js";
import { icons } from "./icons.js";

@customElement("rg-add")
export class Add extends View {
  @own() private kinds: KindView[] | null = null;

  protected override render(): TemplateResult {
    return html`<div class="add">
      <button class="pill" aria-expanded=${this.kinds !== null} @click=${this.#toggle}>${icons.plus} ${t("page-add")}</button>
      ${this.kinds
        ? html`<ul class="kinds">
            ${this.kinds.map(
              (kind) => html`<li>
                <button ?disabled=${Boolean(kind.lacks)} @click=${() => this.#add(kind.kind)}>
                  <b>${kind.name}</b><span class="quiet">${kind.lacks ?? kind.question}</span>
                </button>
              </li>`,
            )}
          </ul>`
        : nothing}
    </div>`;
  }

  async #toggle(): Promise<void> {
    this.kinds = this.kinds ? null : await engine.kinds();
  }

  async #add(kind: string): Promise<void> {
    this.kinds = null;
    await addCell(kind);
  }
}
