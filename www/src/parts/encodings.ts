// The first lines of a file in the usual encodings, side by side: readers know their own words, not the names.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state as own } from "lit/decorators.js";
import { t } from "../words.js";
import { encodingName } from "./reading.js";

const CHOICES = ["utf-8", "big5", "gb18030", "windows-1252"];
const N_BYTES = 4096;
const N_LINES = 3;

@customElement("rg-encodings")
export class Encodings extends LitElement {
  @property({ attribute: false }) file!: Blob;
  @property() present = "";
  @property({ attribute: false }) choose: (encoding: string) => void = () => {};
  @own() private previews: { encoding: string; lines: string }[] | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<details @toggle=${this.#look}>
      <summary>${t("page-garbled")}</summary>
      <div class="encodings">
        ${this.previews?.map(
          ({ encoding, lines }) => html`<button aria-pressed=${encoding === this.present} @click=${() => this.choose(encoding)}>
            <b>${encodingName(encoding)}</b><code>${lines}</code>
          </button>`,
        ) ?? nothing}
      </div>
    </details>`;
  }

  async #look(): Promise<void> {
    if (this.previews) return;
    const head = await this.file.slice(0, N_BYTES).arrayBuffer();
    const lines = (encoding: string): string => new TextDecoder(encoding).decode(head).split(/\r?\n|\r/).slice(0, N_LINES).map((line) => line.slice(0, 90)).join("\n");
    this.previews = CHOICES.map((encoding) => ({ encoding, lines: lines(encoding) }));
  }
}
