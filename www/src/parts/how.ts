// How a result was made: the method in plain words, and its parameters as a form.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CellView } from "../../pkg/regulars.js";
import { rights } from "../hosts.js";
import { TurnView } from "../turns.js";
import { t } from "../words.js";
import "./form.js";

@customElement("rg-how")
export class How extends TurnView {
  @property({ attribute: false }) view!: CellView;

  protected override render(): TemplateResult {
    const { method, fields, id } = this.view;
    return html`<div class="how">
      ${method.map((line) => html`<p>${line}</p>`)}
      ${fields.length > 0 && !rights.isReadonly
        ? html`<rg-form .cell=${id} .fields=${fields} aria-label=${t("page-settings")}></rg-form>`
        : nothing}
    </div>`;
  }
}
