// What holds for the whole notebook: "today", whether customers are shown by name, which customers it is about, and what
// its cells share. In Brief what was chosen, as a row of chips that open their field; in Workbench all of it.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state as own } from "lit/decorators.js";
import type { FieldView, ParamView } from "../../pkg/regulars.js";
import { rights } from "../hosts.js";
import { edit } from "../notebook.js";
import { state, View } from "../state.js";
import { t } from "../words.js";
import { chosenGroup, groupOptions } from "./form.js";

@customElement("rg-params")
export class Params extends View {
  /** The chip that is open. */
  @own() private opened: string | null = null;

  protected override render(): TemplateResult | typeof nothing {
    const { notebook } = state;
    if (!notebook || notebook.cells.length === 0) return nothing;
    const { as_of, mask_names, params } = notebook;
    const kept = notebook.customers.flatMap((grouping) => grouping.classes.filter((one) => one.is_kept).map((one) => one.label)).join(t("page-between"));
    if (state.view === "brief" || rights.isReadonly) {
      const chips: [string, string, () => TemplateResult | typeof nothing][] = [
        ...params.map((param): [string, string, () => TemplateResult | typeof nothing] => [param.id, t("page-shared-chip", { name: param.title, value: shown(param.field) }), () => this.#param(param)]),
      ];
      if (kept) chips.unshift(["customers", t("page-only", { groups: kept }), () => this.#customers()]);
      if (as_of) chips.push(["as-of", t("page-as-of-day", { day: as_of }), () => this.#asOf()]);
      if (mask_names) chips.push(["mask", t("page-masked"), () => this.#mask()]);
      if (chips.length === 0) return nothing;
      const open = rights.isReadonly ? undefined : chips.find(([id]) => id === this.opened);
      return html`<div class="params" role="group" aria-label=${t("page-shared")}>
        ${chips.map(([id, text]) =>
          rights.isReadonly
            ? html`<span class="chip">${text}</span>`
            : html`<button class="chip" aria-expanded=${id === this.opened} @click=${() => (this.opened = id === this.opened ? null : id)}>${text}</button>`,
        )}
        ${open ? html`<div class="opened">${open[2]()}</div>` : nothing}
      </div>`;
    }
    return html`<div class="params">
      ${this.#asOf()} ${this.#mask()} ${this.#customers()}
      ${params.map((param) => this.#param(param))}
    </div>`;
  }

  #asOf(): TemplateResult {
    const day = state.notebook?.as_of ?? "";
    const setDay = (event: Event): void => void edit({ op: "as_of", day: (event.target as HTMLInputElement).value || null });
    return html`<label>${t("page-as-of")} <input id="as-of" type="date" .value=${day} @change=${setDay} /></label>
      <small>${day ? nothing : t("page-as-of-last")}</small>`;
  }

  #mask(): TemplateResult {
    const setMask = (event: Event): void => void edit({ op: "mask_names", on: (event.target as HTMLInputElement).checked });
    return html`<label class="use"><input type="checkbox" .checked=${state.notebook?.mask_names ?? false} @change=${setMask} /> ${t("page-mask")}</label>`;
  }

  /** Which customers the whole notebook is about. */
  #customers(): TemplateResult | typeof nothing {
    const options = groupOptions(state.notebook?.customers ?? []);
    if (options.length === 0) return nothing;
    return html`<label>${t("page-customers-shared")}
      <select id="all-customers" @change=${(event: Event) => edit({ op: "customers", filter: chosenGroup(event) })}>
        <option value='["","",[]]'>${t("page-customers-all")}</option>
        ${options}
      </select></label>`;
  }

  #param(param: ParamView): TemplateResult {
    const set = (value: unknown): void => void edit({ op: "param", id: param.id, value });
    return html`<div class="param">
      <rg-form .cell=${`shared-${param.id}`} .fields=${[{ ...param.field, label: param.title, is_advanced: false }]} .set=${set}></rg-form>
      <small>${t("page-shared-cells", { n: param.n_cells })} <button class="link" aria-label=${t("page-shared-remove-name", { name: param.title })} @click=${() => edit({ op: "remove_param", id: param.id })}>${t("page-shared-remove")}</button></small>
    </div>`;
  }
}

/** The value of a field in few words. */
function shown(field: FieldView): string {
  const value: unknown = JSON.parse(field.value || "null");
  const { control } = field;
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return t("page-auto");
  if (control.control === "choice") return field.option_labels[control.options.indexOf(String(value))] ?? String(value);
  if (control.control === "share") return `${Number((Number(value) * 100).toPrecision(3))} %`;
  if (control.control === "flag") return value === true ? "✓" : "–";
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
