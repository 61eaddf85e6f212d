// The sheet of keys, and the switch for those who want no single-letter keys.

import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { KEYS } from "../keys.js";
import { lettersAct, setLettersAct } from "../settings.js";
import { View } from "../state.js";
import { t } from "../words.js";
import { dialog, show } from "./dialog.js";

@customElement("rg-keysheet")
export class KeySheet extends View {
  protected override firstUpdated(): void {
    show(this);
  }

  protected override render(): TemplateResult {
    const body = html`
      <dl class="keys">
        ${KEYS.map(({ shown, name }) => html`<div><dt>${shown.split(" ").map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${t(`page-key-${name}`)}</dd></div>`)}
      </dl>
      <label><input type="checkbox" .checked=${lettersAct()} @change=${(event: Event) => setLettersAct((event.target as HTMLInputElement).checked)} /> ${t("page-letter-keys")}</label>
    `;
    return dialog(t("page-keys"), body);
  }
}
