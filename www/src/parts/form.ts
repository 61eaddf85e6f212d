// The form of a cell's parameters, built from the fields its analysis declares. A new analysis needs no code here.

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { FieldView } from "../../pkg/regulars.js";
import { edit } from "../notebook.js";
import "./entries.js";
import { state, View } from "../state.js";
import { t } from "../words.js";

@customElement("rg-form")
export class Form extends View {
  @property() cell = "";
  @property({ attribute: false }) fields: FieldView[] = [];

  protected override render(): TemplateResult {
    const plain = this.fields.filter((field) => !field.is_advanced);
    const advanced = this.fields.filter((field) => field.is_advanced);
    return html`<form class="fields" @submit=${(event: Event) => event.preventDefault()}>
      ${this.#groupings()}
      ${plain.map((field) => this.#field(field))}
      ${advanced.length > 0
        ? html`<details><summary>${t("page-more-settings")}</summary>${advanced.map((field) => this.#field(field))}</details>`
        : nothing}
      ${this.fields.every((field) => field.is_default)
        ? nothing
        : html`<button class="link" type="button" @click=${() => edit({ op: "params", cell: this.cell, params: null })}>${t("page-defaults")}</button>`}
    </form>`;
  }

  /** Which customers, and what is known of them, by groups that cells above have found. */
  #groupings(): TemplateResult | typeof nothing {
    const view = state.cells.get(this.cell);
    if (!view || view.groupings.length === 0) return nothing;
    const id = `${this.cell}-customers`;
    const groups = view.groupings.filter((grouping) => grouping.classes.length > 0);
    const keep = (event: Event): void => {
      const [cell, label, is] = JSON.parse((event.target as HTMLSelectElement).value) as [string, string, string];
      void edit({ op: "filter", cell: this.cell, filter: cell ? { cell, label, is: [is] } : null });
    };
    const cells = new Map(view.groupings.map((grouping) => [grouping.cell, grouping.title]));
    const use = (cell: string, on: boolean): void =>
      void edit({ op: "uses", cell: this.cell, uses: on ? [...view.uses, cell] : view.uses.filter((used) => used !== cell) });
    return html`<div class="field">
        <label for=${id}>${t("page-customers")}</label>
        <select id=${id} @change=${keep}>
          <option value='["","",""]'>${t("page-customers-all")}</option>
          ${groups.map((grouping) => html`<optgroup label=${grouping.title}>
            ${grouping.classes.map((one) => html`<option value=${JSON.stringify([grouping.cell, grouping.label, one.id])} ?selected=${one.is_kept}>${one.label}</option>`)}
          </optgroup>`)}
        </select>
        <small>${t("page-customers-help")}</small>
      </div>
      <details class="uses" ?open=${view.uses.length > 0}>
        <summary>${t("page-uses")}</summary>
        <span class="entries">${[...cells].map(([cell, title]) => html`<label class="use"><input type="checkbox" .checked=${view.uses.includes(cell)} @change=${(event: Event) => use(cell, (event.target as HTMLInputElement).checked)} /> ${title}</label>`)}</span>
        <small>${t("page-uses-help")}</small>
      </details>`;
  }

  #field(field: FieldView): TemplateResult {
    const id = `${this.cell}-${field.name}`;
    return html`<div class="field">
      <label for=${id}>${field.label}</label>
      ${this.#control(field, id)}
      ${field.help && field.help !== `${field.name}-help` ? html`<small id="${id}-help">${field.help}</small>` : nothing}
    </div>`;
  }

  #control(field: FieldView, id: string): TemplateResult {
    const value: unknown = JSON.parse(field.value || "null");
    const set = (next: unknown): void => void this.#set(field.name, next);
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    const { control } = field;
    switch (control.control) {
      case "choice":
        return html`<select id=${id} @change=${(event: Event) => set(read(event))}>
          ${control.options.map((option, at) => html`<option value=${option} ?selected=${option === value}>${field.option_labels[at] ?? option}</option>`)}
        </select>`;
      case "flag":
        return html`<input id=${id} type="checkbox" .checked=${value === true} @change=${(event: Event) => set((event.target as HTMLInputElement).checked)} />`;
      case "share":
        return this.#share(control, value, id, set);
      case "integer":
      case "number": {
        const step = control.control === "integer" ? "1" : "any";
        return html`<input id=${id} type="number" min=${control.min} max=${control.max} step=${step} placeholder=${t("page-auto")}
          .value=${value === null ? "" : String(value)} @change=${(event: Event) => set(numberOf(read(event)))} />`;
      }
      case "day":
        return html`<input id=${id} type="date" .value=${String(value ?? "")} @change=${(event: Event) => set(read(event) || null)} />`;
      case "source":
        return html`<select id=${id} @change=${(event: Event) => set(read(event) || null)}>
          <option value="">${t("page-auto")}</option>
          ${state.notebook?.sources.map((source) => html`<option value=${source.id} ?selected=${source.id === value}>${source.name}</option>`)}
        </select>`;
      case "prose":
        return html`<textarea id=${id} class="prose-field" rows="6" .value=${String(value ?? "")} @change=${(event: Event) => set(read(event))}></textarea>`;
      case "columns":
        return this.#columns(control.is_many, value, id, set);
      case "items":
      case "features":
        return html`<input id=${id} .value=${Array.isArray(value) ? value.join(", ") : ""} placeholder=${t("page-auto")}
          @change=${(event: Event) => set(listOf(read(event)))} />`;
      case "entries":
        if (field.entries.length > 0) return html`<rg-entries .field=${field} .set=${set}></rg-entries>`;
        return this.#json(value, id, set);
      case "data":
        return this.#json(value, id, set);
      default:
        return html`<input id=${id} .value=${String(value ?? "")} @change=${(event: Event) => set(read(event))} />`;
    }
  }

  #json(value: unknown, id: string, set: (next: unknown) => void): TemplateResult {
    const read = (event: Event): string => (event.target as HTMLInputElement).value;
    return html`<textarea id=${id} rows="3" spellcheck="false" .value=${value === null ? "" : JSON.stringify(value)} placeholder=${t("page-auto")}
      @change=${(event: Event) => set(jsonOf(read(event), value))}></textarea>`;
  }

  /** A share moves on a slider, small values with room; its number stands beside it in percent. */
  #share(
    control: { min: number; max: number; is_log: boolean },
    value: unknown,
    id: string,
    set: (next: unknown) => void,
  ): TemplateResult {
    const share = typeof value === "number" ? value : null;
    const { min, max, is_log } = control;
    const percent = (n: number): string => String(Number((n * 100).toPrecision(3)));
    const place = (n: number): number =>
      is_log ? Math.log(Math.max(n, min) / min) / Math.log(max / min) : (n - min) / (max - min);
    const at = (place: number): number => (is_log ? min * (max / min) ** place : min + (max - min) * place);
    const moved = (event: Event): number => Number((at(Number((event.target as HTMLInputElement).value)) * 100).toPrecision(3)) / 100;
    const number = (event: Event): HTMLInputElement => (event.target as HTMLElement).parentElement?.querySelector("[type=number]") as HTMLInputElement;
    return html`<span class="share">
      <input type="range" min="0" max="1" step="0.005" tabindex="-1" aria-hidden="true" class=${share === null ? "auto" : ""}
        .value=${String(share === null ? 0.5 : place(share))}
        @input=${(event: Event) => (number(event).value = percent(moved(event)))}
        @change=${(event: Event) => set(moved(event))} />
      <input id=${id} type="number" step="any" min=${min * 100} max=${max * 100} placeholder=${t("page-auto")}
        .value=${share === null ? "" : percent(share)}
        @change=${(event: Event) => {
          const next = numberOf((event.target as HTMLInputElement).value);
          set(next === null ? null : next / 100);
        }} />
      %
    </span>`;
  }

  #columns(isMany: boolean, value: unknown, id: string, set: (next: unknown) => void): TemplateResult {
    const names = [...new Set(state.notebook?.sources.flatMap((source) => source.columns) ?? [])];
    const chosen = Array.isArray(value) ? value : [value];
    return html`<select id=${id} ?multiple=${isMany} @change=${(event: Event) => {
      const options = [...(event.target as HTMLSelectElement).selectedOptions].map((option) => option.value).filter(Boolean);
      set(isMany ? options : (options[0] ?? null));
    }}>
      ${isMany ? nothing : html`<option value="">${t("page-auto")}</option>`}
      ${names.map((name) => html`<option value=${name} ?selected=${chosen.includes(name)}>${name}</option>`)}
    </select>`;
  }

  /** Only what differs from the defaults is written into the notebook. */
  #set(name: string, next: unknown): Promise<void> {
    const params: Record<string, unknown> = {};
    for (const field of this.fields) if (!field.is_default) params[field.name] = JSON.parse(field.value);
    params[name] = next;
    return edit({ op: "params", cell: this.cell, params });
  }
}

function numberOf(text: string): number | null {
  return text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

function listOf(text: string): string[] {
  return text.split(/[,，、;]/).map((item) => item.trim()).filter(Boolean);
}

function jsonOf(text: string, before: unknown): unknown {
  try {
    return text.trim() === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return before;
  }
}
