import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { change, View } from "../state.js";
@customElement("rg-check")
export class Check extends View {
  protected override render(): TemplateResult {
    return html`<main id="main" class="column check"><button class="main" @click=${() => change({ screen: "results" })}>Analyse</button></main>`;
  }
}
