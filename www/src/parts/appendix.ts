// The end of a print: what was left out, how each finding was made, what was run, the terms. On the screen it is not there.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import type { Chapter } from "../../pkg/regulars.js";
import { engine } from "../engine.js";
import { onPrint } from "../printing.js";
import { View } from "../state.js";

@customElement("rg-appendix")
export class Appendix extends View {
  @own() private chapters: Chapter[] = [];
  #stop = (): void => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = onPrint(async () => {
      this.chapters = await engine.appendix();
      await this.updateComplete;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.chapters.length === 0) return nothing;
    return html`<div class="paper-only appendix" aria-hidden="true">
      ${this.chapters.map(
        ({ title, lines }) => html`<h2>${title}</h2>
          ${lines.map(({ term, text }) => (text ? html`<p>${term ? html`<b>${term}</b> ` : nothing}${text}</p>` : html`<h3>${term}</h3>`))}`,
      )}
    </div>`;
  }
}
