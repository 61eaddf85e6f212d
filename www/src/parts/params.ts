// What holds for the whole notebook: "today", and whether customers are shown by name. In Brief only what was changed.

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { rights } from "../hosts.js";
import { edit } from "../notebook.js";
import { state, View } from "../state.js";
import { t } from "../words.js";

@customElement("rg-params")
export class Params extends View {
  protected override render(): TemplateResult | typeof nothing {
    const { notebook } = state;
    if (!notebook || notebook.cells.length === 0) return nothing;
    const { as_of, mask_names } = notebook;
    if (state.view === "brief" || rights.isReadonly) {
      const said = [as_of ? t("page-as-of-day", { day: as_of }) : "", mask_names ? t("page-masked") : ""].filter(Boolean);
      return said.length > 0 ? html`<p class="params">${said.map((text) => html`<span class="chip">${text}</span>`)}</p>` : nothing;
    }
    const setDay = (event: Event): void => void edit({ op: "as_of", day: (event.target as HTMLInputElement).value || null });
    const setMask = (event: Event): void => void edit({ op: "mask_names", on: (event.target as HTMLInputElement).checked });
    return html`<p class="params">
      <label>${t("page-as-of")} <input id="as-of" type="date" .value=${as_of ?? ""} @change=${setDay} /></label>
      <small>${as_of ? nothing : t("page-as-of-last")}</small>
      <label class="use"><input type="checkbox" .checked=${mask_names} @change=${setMask} /> ${t("page-mask")}</label>
    </p>`;
  }
}
